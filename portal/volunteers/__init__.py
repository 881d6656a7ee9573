"""The volunteers' door: people who give time, their activities and hours."""
