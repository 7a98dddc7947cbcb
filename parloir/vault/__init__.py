"""Encryption at rest, keyed hashes and the random names that people and links carry."""
