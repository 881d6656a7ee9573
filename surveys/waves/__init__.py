"""Stage 3 of the river: one published version put to one sample for a period."""
