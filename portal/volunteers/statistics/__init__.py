"""What coordinators see: shares of residents, active shares, hours, targets; and exports."""
