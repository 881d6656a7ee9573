"""Attendance: who came, when they arrived and left, and what of it counts."""
