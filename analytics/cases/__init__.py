"""Reference cases: one design, one weighting pipeline, a list of estimates with known values.

Stands at the edge of the engine: JSON and CSV in, the same list with our values out.
"""
