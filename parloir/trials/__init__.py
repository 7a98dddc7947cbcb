"""Trials: a room of one's own, in which a browser receives its own picture and sound back."""
