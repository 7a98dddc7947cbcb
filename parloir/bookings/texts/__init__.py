"""Bookings and refusals in words."""
