"""What an audit event can be about, without a row of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    public_id: str
