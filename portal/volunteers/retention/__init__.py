"""Retention: what is kept how long, and the daily purge of what is older."""
