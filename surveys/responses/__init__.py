"""Stage 4 of the river: checked answers, their compact stored form, and the one intake."""
