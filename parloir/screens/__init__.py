"""What each live surface shows: its whole screen, computed from the rows and the time.

The shapes are those of `parloir.protocol.screens`. All strings are in the active language.
"""
