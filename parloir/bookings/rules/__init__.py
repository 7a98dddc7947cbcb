"""The rules that bookings are judged by, and the facts that they look at."""
