"""The actors of operations. Every operation takes `by`, which is never optional."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Actor:
    """Who carries out an operation.

    `kind` is staff, visitor, inmate, device, client (a program that uses the API), clock, demo,
    operator (who runs the server, by a command) or anonymous. `ref` is a public id. What is done at
    a screen that is locked, `while_locked`, may be done by somebody else: it is on record.
    """

    kind: str
    ref: str = ""
    while_locked: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


def actor_named(name: str) -> Actor:
    """Return the actor whose text this is."""
    kind, _, ref = name.partition(":")
    return Actor(kind, ref)


CLOCK: Final = Actor("clock")
ANONYMOUS: Final = Actor("anonymous")
DEMO: Final = Actor("demo")
OPERATOR: Final = Actor("operator")
INSTALLATION_ACTORS: Final = frozenset({"clock", "demo", "operator"})
"""The kinds of actors that act for the installation, and have no roles."""
