"""The notation of the table: what a row says, and who gets which answer by it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from parloir.accounts.models import Role
from parloir.clients.scopes import Scope
from tests.access.actors import PROGRAM_WITHOUT_SCOPE, Actor, Kind
from tests.access.house import House


class Answer(StrEnum):
    """What somebody gets. The last ones are refusals."""

    OK = "200"
    CREATED = "201"
    GOES_ON = "302"
    MISTAKEN = "422"
    NOT_READY = "503"
    SIGN_IN = "to sign-in"
    HOME = "to the home page"
    CONFIGURATION = "to the configuration"
    UNKNOWN_CALLER = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    WRONG_METHOD = "405"


class Cache(StrEnum):
    NO_STORE = "no-store"
    PUBLIC = "public"


Policy = Callable[[Actor], Answer | None]
"""Return the refusal that an actor gets, or None for what the row does."""
Body = Callable[[House], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Row:
    """One route and method.

    `address` has the parts of the address: a text, or `@` and the name of one of `House.ids`.
    `sends` is the body of a POST that does what the route is for. `audits` are all events that this
    writes. `writes` are further tables that a GET writes.
    """

    route: str
    method: str
    policy: Policy
    address: Mapping[str, str]
    does: Answer = Answer.OK
    sends: Body | None = None
    asks: str = ""
    audits: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    cache: Cache = Cache.NO_STORE
    needs_csrf_token: bool = True
    but: Mapping[Actor, Answer] = field(default_factory=dict)
    known_already: Actor | None = None
    """For whom it writes nothing."""
    names_inmate: bool = False
    """Any visitor may find an inmate by name (P10)."""
    says: str = ""
    """Who may, in the words of the page, where the actors of this house do not say it."""
    awaits: str = ""
    """What another change has to bring before the row is true."""

    def answer_for(self, actor: Actor) -> Answer:
        special = self.but.get(actor)
        return special or self.policy(actor) or self.does

    def is_allowed(self, actor: Actor) -> bool:
        return actor not in self.but and self.policy(actor) is None

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


# --- Who may ---------------------------------------------------------------------------------


def everybody(actor: Actor) -> Answer | None:
    return None


def nobody_at_all(actor: Actor) -> Answer | None:
    return Answer.NOT_FOUND


def signed_in(actor: Actor) -> Answer | None:
    return None if _has_account(actor) else Answer.SIGN_IN


def visitors(*owners: Actor) -> Policy:
    """Allow visitors, each on their own page, or only the owners of what the address names."""

    def policy(actor: Actor) -> Answer | None:
        if not _has_account(actor):
            return Answer.SIGN_IN
        if actor.kind is not Kind.VISITOR:
            return Answer.HOME
        return Answer.NOT_FOUND if owners and actor not in owners else None

    return policy


def only(*people: Actor) -> Policy:
    """Allow these people. For everybody else who is signed in it does not exist."""

    def policy(actor: Actor) -> Answer | None:
        if not _has_account(actor):
            return Answer.SIGN_IN
        return None if actor in people else Answer.NOT_FOUND

    return policy


def staff(*roles: Role, elsewhere: Answer | None) -> Policy:
    """Allow staff with one of the roles. `elsewhere` is what those of another facility get: None
    if they see the page, with what is theirs."""

    def policy(actor: Actor) -> Answer | None:
        if not _has_account(actor):
            return Answer.SIGN_IN
        if actor.kind is Kind.VISITOR:
            return Answer.FORBIDDEN
        if actor.kind is Kind.SUPERUSER:  # administers every facility
            return None if Role.ADMINISTRATOR in roles else Answer.CONFIGURATION
        if actor.role not in roles:
            return Answer.FORBIDDEN
        return None if actor.is_here else elsewhere

    return policy


def programs(scope: Scope | None, *, named: bool) -> Policy:
    """Allow programs with a token that has the scope."""

    def policy(actor: Actor) -> Answer | None:
        if actor.kind is not Kind.PROGRAM:
            return Answer.UNKNOWN_CALLER
        if actor == PROGRAM_WITHOUT_SCOPE and scope is not None:
            return Answer.FORBIDDEN
        return Answer.NOT_FOUND if named and not actor.is_here else None

    return policy


def _has_account(actor: Actor) -> bool:
    return actor.kind in {Kind.VISITOR, Kind.STAFF, Kind.SUPERUSER}


# --- Rows ------------------------------------------------------------------------------------


def get(route: str, policy: Policy, /, **more: Any) -> Row:
    return _row("GET", route, policy, {"does": Answer.OK, **more})


def post(route: str, policy: Policy, sends: Body | None = None, /, **more: Any) -> Row:
    sent = {"does": Answer.GOES_ON, "sends": sends or _nothing}
    return _row("POST", route, policy, {**sent, **more})


def _row(method: str, route: str, policy: Policy, more: Mapping[str, Any]) -> Row:
    """Return a row. What is no field of it is a part of the address."""
    fields = {name: value for name, value in more.items() if name in Row.__dataclass_fields__}
    address = {name: value for name, value in more.items() if name not in fields}
    for name in ("audits", "writes"):
        fields[name] = frozenset(more.get(name, "").split())
    return Row(route=route, method=method, policy=policy, address=address, **fields)


def _nothing(house: House) -> Mapping[str, object]:
    return {}
