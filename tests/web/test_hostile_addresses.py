"""Whatever somebody writes into an address, no page answers with an error of ours."""

import base64
import inspect
import re
import sys
from dataclasses import dataclass

import pytest
import time_machine
from django.urls import URLPattern, get_resolver, reverse

from parloir.accounts.models import Role
from parloir.api.v1 import api
from parloir.clients.scopes import Scope
from parloir.facilities.models import VisitKind
from tests.api.conftest import make_program
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import make_inmate, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

HOSTILE = (
    "²",
    "-1",
    "9" * 40,
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
    "2026-05-11T09:00",
    base64.urlsafe_b64encode(b"0001-01-01T00:00:00+14:00 abc").decode(),
    base64.urlsafe_b64encode(b"9999-12-31T23:59:59-12:00 abc").decode(),
    "\ufffd\u202e",
    "٣",
    "%",
    "'\"<",
    "x" * 3000,
    "",
)
A_FEW = HOSTILE[:4]
OFTEN = {"day", "at", "next"}
ADMIN = re.compile(r"^admin/")
# How views read values: `GET.get("page")`, `"q" in request.GET`, `day_in(request.GET, "until")`.
READS = re.compile(
    r"""GET\.(?:get|getlist)\(\s*"(\w+)"|"(\w+)"\s+(?:not\s+)?in\s+request\.GET"""
    r"""|_in\(request\.GET,\s*"(\w+)\""""
)


@dataclass(frozen=True)
class Route:
    address: str
    module: str

    @property
    def part(self) -> str:
        return next(
            (one for one in ("staff", "visitor") if f".web.{one}." in self.module), "others"
        )

    @property
    def names(self) -> set[str]:
        """Return the values that the route's module reads, its filters' fields included."""
        module = sys.modules[self.module]
        found = {name for match in READS.findall(inspect.getsource(module)) for name in match}
        for name, member in inspect.getmembers(module, inspect.isclass):
            if name.endswith("Filter"):
                found |= set(getattr(member, "base_fields", {}))
        return found - {""}

    @property
    def queries(self) -> list[dict[str, str]]:
        """Return each value for all names together, and for each name alone."""
        if not self.names:
            return [dict.fromkeys(OFTEN, value) for value in A_FEW]
        together = [dict.fromkeys(self.names | OFTEN, value) for value in HOSTILE]
        alone = self.names if len(self.names) > 1 else set()
        return together + [{name: value} for name in alone for value in HOSTILE]


def patterns(resolver=None, before=""):
    for one in (resolver or get_resolver()).url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address, one
        else:
            yield from patterns(one, address)


@pytest.fixture
def jail():
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        yield make_jail(slug="jackson")


@pytest.fixture
def world(jail, settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    visitor, inmate = make_visitor(), make_inmate(jail)
    booking = make_booking(jail, visitor=visitor, inmate=inmate)
    return {
        "booking": booking,
        "kwargs": {
            "booking_id": booking.public_id,
            "visitor_id": visitor.public_id,
            "inmate_id": inmate.public_id,
            "slug": jail.slug,
            "code": jail.state.code,
            "kind": str(VisitKind.ONSITE),
            "piece": "photo",
        },
    }


def routes(world) -> list[Route]:
    found = []
    for address, one in patterns():
        if ADMIN.match(address) or address.startswith(("api/", "static")):
            continue
        wanted = one.pattern.converters
        values = {
            name: world["kwargs"].get(name, "1" if "Int" in type(converter).__name__ else "x")
            for name, converter in wanted.items()
        }
        module = inspect.unwrap(one.callback).__module__
        if one.name and module.startswith("parloir."):
            found.append(Route(reverse(one.name, kwargs=values), module))
    return found


def somebody_with_every_role(jail):
    everything = make_staff(Role.OFFICER, jail, is_staff=True)
    for role in set(Role) - {Role.OFFICER}:
        everything.roles.create(role=role, facility_slug=jail.slug)
    return everything


@pytest.mark.parametrize("part", ["staff", "visitor", "others"])
def test_no_value_in_an_address_is_an_error_of_ours(world, jail, part):
    visitor = world["booking"].visitor.user
    client = signed_in(somebody_with_every_role(jail) if part == "staff" else visitor)
    client.raise_request_exception = False
    failed, asked = [], 0
    for route in routes(world):
        if route.part != part:
            continue
        for query in route.queries:
            answer = client.get(route.address, query)
            asked += 1
            if answer.status_code >= 500 and answer.status_code != 503:
                failed.append((route.address, query))
    assert asked > 50
    assert not failed


def test_no_value_in_an_address_of_the_api_is_an_error_of_ours(world, jail):
    _, program = make_program(jail, scopes=tuple(Scope))
    program.http.raise_request_exception = False
    good = {
        "from": "2026-05-11",
        "to": "2026-05-12",
        "kind": "onsite",
        "inmate": world["booking"].inmate.master_id,
        "visitor": world["booking"].visitor.public_id,
    }
    document = api.get_openapi_schema()
    failed, asked = [], 0
    for path, methods in document["paths"].items():
        if "get" not in methods:
            continue
        address = path.format(slug=jail.slug, booking_id="x", master_id="x")
        for parameter in methods["get"].get("parameters", []):
            for value in HOSTILE:
                known = {one["name"] for one in methods["get"]["parameters"]}
                query = {name: text for name, text in good.items() if name in known}
                answer = program.http.get(address, query | {parameter["name"]: value})
                asked += 1
                if answer.status_code >= 500:
                    failed.append((address, parameter["name"], value))
    assert asked > 50
    assert not failed
