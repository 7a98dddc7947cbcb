"""Write `docs/reference/access.md`: who may ask for what, from the table of `tests/access`."""

from collections.abc import Iterator

from parloir.accounts.models import Role
from tests.access.actors import (
    ACTORS,
    PROGRAM,
    PROGRAM_ELSEWHERE,
    STAFF_ELSEWHERE,
    STAFF_HERE,
    VISITORS,
    Actor,
)
from tests.access.api_rows import API_ROWS
from tests.access.routes import addresses
from tests.access.rows import Row
from tests.access.socket_table import SOCKETS
from tests.access.staff_rows import STAFF_ROWS
from tests.access.visitors_rows import VISITORS_ROWS

INTRODUCTION = """\
# Who may ask for what

Every address of the house and every socket, with the people to whom it answers. This page is
written from the table in `tests/access`, by which a test comes to each address as each of them:
with every role and none, as staff of another agency's facility, as another visitor, as a device and
as a program. A refusal changes nothing, names nobody, and writes nothing; what is not for everybody
is never stored by a cache. A new address must join the table.

- A visitor who asks for what is another visitor's gets 404, as for what does not exist. So do staff
  who ask for what is another facility's.
- Staff without the role get 403, and a person who is not signed in goes to the sign-in page.
- A superuser administers every facility.
- *Recorded as* names the events in the audit.

The row of `/admin/` stands for all pages of the configuration, which have tests of their own.
"""
PARTS = (
    ("For everybody, and for visitors", VISITORS_ROWS),
    ("For staff", STAFF_ROWS),
    ("For programs", API_ROWS),
)


def access_page(note: str) -> str:
    parts = [note, INTRODUCTION]
    for title, rows in PARTS:
        parts.append(f"## {title}\n\n" + "\n".join(_table_of(rows)) + "\n")
    parts.append("## Sockets\n\n" + "\n".join(_sockets()) + "\n")
    return "\n".join(parts)


def _table_of(rows: tuple[Row, ...]) -> Iterator[str]:
    paths = addresses()
    yield "| address | | for | recorded as |"
    yield "|---|---|---|---|"
    for row in rows:
        path = _readable(paths[row.route])
        events = ", ".join(f"`{one}`" for one in sorted(row.audits))
        yield f"| `/{path}` | {row.method} | {_say_who(row)} | {events} |"


def _sockets() -> Iterator[str]:
    yield "| address | for |"
    yield "|---|---|"
    for path, people in SOCKETS.items():
        names = dict.fromkeys(
            one.name.removesuffix(" elsewhere") for one in ACTORS if one in people
        )
        yield f"| `/{_readable(path)}` | {', '.join(names)} |"


def _readable(path: str) -> str:
    """Return `visits/<booking_id>/` for `visits/<str:booking_id>/`."""
    for kind in ("str", "slug", "int", "path"):
        path = path.replace(f"<{kind}:", "<")
    return path


def _say_who(row: Row) -> str:
    allowed = [actor for actor in ACTORS if row.policy(actor) is None]
    if row.says:
        return row.says
    if len(allowed) == len(ACTORS):
        return "everybody"
    if all(actor in allowed for actor in (*VISITORS, *STAFF_HERE.values())):
        return "everybody who is signed in"
    if PROGRAM in allowed:
        every = PROGRAM_ELSEWHERE in allowed
        return "programs with a token" if every else "programs of the facility, with the scope"
    if all(actor in allowed for actor in VISITORS):
        return "each visitor, for themselves"
    names = dict.fromkeys(actor.name.removesuffix(" elsewhere") for actor in allowed)
    return ", ".join(names) + _where(allowed)


def _where(allowed: list[Actor]) -> str:
    roles = [role for role in Role if STAFF_HERE[role] in allowed]
    is_list = any(STAFF_ELSEWHERE[role] in allowed for role in roles)
    return " (each sees their own facilities)" if is_list else ""
