"""The messages between server and browser on the sockets of the live surfaces.

All of them are typed here. `docs/generate.py` writes the browser's types and the tables of
`docs/reference/signalling.md` from it.
"""
