"""Activities, their places and shifts: planned, published, found, cancelled."""
