"""Stage 2 of the river: areas, sampling frame, draw, inclusion probabilities, invitations."""
