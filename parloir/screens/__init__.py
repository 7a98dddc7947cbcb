"""The whole screen of each live surface, computed from the rows and the time.

The shapes are those of `parloir.protocol.screens`. All strings are in the active language.
"""
