"""Everybody who may come to an address: with or without a role, of this house and of another."""

from dataclasses import dataclass
from enum import Enum, auto

from parloir.accounts.models import Role


class Kind(Enum):
    NOBODY = auto()
    VISITOR = auto()
    STAFF = auto()
    SUPERUSER = auto()
    DEVICE = auto()
    PROGRAM = auto()


@dataclass(frozen=True, slots=True)
class Actor:
    """`is_here`: they belong to the facility of the rows. Everybody else knows none of its people.

    Two staff with one role differ only in their facility, which belongs to another agency.
    """

    name: str
    kind: Kind
    role: Role | None = None
    is_here: bool = False

    def __str__(self) -> str:
        return self.name


NOBODY = Actor("nobody", Kind.NOBODY)
# Maria books, and Rosalind comes along. Theo is restricted. Nora's pictures wait.
OWNER = Actor("visitor", Kind.VISITOR, is_here=True)
COMPANION = Actor("companion", Kind.VISITOR, is_here=True)
RESTRICTED = Actor("restricted visitor", Kind.VISITOR, is_here=True)
NEWCOMER = Actor("new visitor", Kind.VISITOR, is_here=True)
STRANGER = Actor("visitor elsewhere", Kind.VISITOR)
VISITORS = (OWNER, COMPANION, RESTRICTED, NEWCOMER, STRANGER)

STAFF_HERE = {role: Actor(role.value, Kind.STAFF, role, is_here=True) for role in Role}
STAFF_ELSEWHERE = {role: Actor(f"{role.value} elsewhere", Kind.STAFF, role) for role in Role}
SUPERUSER = Actor("superuser", Kind.SUPERUSER, is_here=True)

MONITOR = Actor("monitor", Kind.DEVICE, is_here=True)
STATION = Actor("station", Kind.DEVICE, is_here=True)
MONITOR_ELSEWHERE = Actor("monitor elsewhere", Kind.DEVICE)

PROGRAM = Actor("program", Kind.PROGRAM, is_here=True)
PROGRAM_WITHOUT_SCOPE = Actor("program without the scope", Kind.PROGRAM, is_here=True)
PROGRAM_ELSEWHERE = Actor("program elsewhere", Kind.PROGRAM)

ACTORS = (
    NOBODY,
    *VISITORS,
    *STAFF_HERE.values(),
    *STAFF_ELSEWHERE.values(),
    SUPERUSER,
    MONITOR,
    STATION,
    PROGRAM,
    PROGRAM_WITHOUT_SCOPE,
    PROGRAM_ELSEWHERE,
)
