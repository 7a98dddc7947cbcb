"""The actors of operations. Every operation takes `by`, which is never optional."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Actor:
    """Who carries out an operation.

    `kind` is staff, visitor, inmate, device, client (a program that uses the API), clock, demo or
    anonymous. `ref` is a public id.
    """

    kind: str
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


CLOCK: Final = Actor("clock")
ANONYMOUS: Final = Actor("anonymous")
DEMO: Final = Actor("demo")
