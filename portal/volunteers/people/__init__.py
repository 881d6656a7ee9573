"""Volunteers as people: who they are, what they agreed to, what they can, how they get in."""
