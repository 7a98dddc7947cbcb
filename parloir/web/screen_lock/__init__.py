"""The locked screen of staff: which requests it refuses, and how it is unlocked (ADR 82)."""
