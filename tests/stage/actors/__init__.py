"""The people and devices of a journey. Each has a browser, and methods named by verbs."""
