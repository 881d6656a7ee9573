"""Survey estimation: counts or rows in, rates with correct standard errors out.

Knows nothing of databases or web pages, and is useful by itself: ``python -m analytics``.
"""
