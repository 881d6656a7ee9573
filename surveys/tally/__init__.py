"""Stage 5 of the river: exact counts per weight cell, kept up with every response."""
