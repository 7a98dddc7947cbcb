"""What can be booked, and whether what was booked still can take place."""
