"""Encryption at rest, keyed hashes, and random names for people and links."""
