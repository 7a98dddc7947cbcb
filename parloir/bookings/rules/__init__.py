"""The rules by which bookings are judged, and the facts that they need."""
