"""Who acts. Every operation takes `by`, and none of them is optional."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is staff, visitor, inmate, device, client (a program that uses the API), clock, demo
    or anonymous; `ref` a public id.
    """

    kind: str
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


CLOCK: Final = Actor("clock")
ANONYMOUS: Final = Actor("anonymous")
DEMO: Final = Actor("demo")
