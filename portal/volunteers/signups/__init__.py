"""Sign-ups: one state machine from asking for a place to having served, or not."""
