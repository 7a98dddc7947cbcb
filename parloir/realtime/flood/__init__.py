"""Limits on what one account's sockets may ask of a web process (ADR 51)."""
