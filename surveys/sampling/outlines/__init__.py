"""Outlines of areas: what a map of the city is drawn from, with no map of anybody else.

`geometry` measures rings, `simplification` thins borders that neighbours share, `reading` checks a
GeoJSON file, `tables` and `service` keep what passed.
"""
