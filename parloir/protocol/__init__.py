"""What server and browser say to each other on the sockets of the live surfaces.

All of it is typed here. `docs/generate.py` writes the browser's types and the tables of
`docs/reference/signalling.md` from it.
"""
