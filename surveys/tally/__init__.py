"""Stage 5 of the river: exact counts per weight cell, kept up with every response.

`layout` says which columns are counted, `bins` how numbers and days are grouped, `positions` where
a response counts among them, `classes` which cell a response lies in, `counting` counts
(pure), `store` keeps the counts in tables, `service` folds, reads, recounts and rebuilds.
"""
