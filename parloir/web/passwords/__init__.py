"""Pages for a new password: the code by mail, the link, and choosing."""
