"""Recognition: the hours ledger, what its hours amount to, points and what they buy."""
