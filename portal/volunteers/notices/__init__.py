"""Notices: written with the change they tell of, sent after its commit, never twice."""
