"""What each live surface shows: its whole screen, computed from the rows and the time.

The shapes are written in `docs/reference/signalling.md`. All strings are in the active language.
"""
