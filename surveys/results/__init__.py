"""Stage 6 of the river: indicators, targets, wave results, published snapshots."""
