"""Benchmarks: each prints figures and ratios measured in one run; none is a test with a clock."""
