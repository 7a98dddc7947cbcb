"""The API for a jail's own systems: HTTP on the outside, one domain call on the inside."""
