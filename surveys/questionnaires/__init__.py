"""Stage 1 of the river: the instrument, its versions, and which question comes next."""
