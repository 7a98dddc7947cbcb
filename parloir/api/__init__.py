"""The API for the jail's own systems. Each request makes one domain call."""
