"""Certificates of service: numbered, signed, and verified by anyone who holds one."""
