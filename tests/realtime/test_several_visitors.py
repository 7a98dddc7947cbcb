"""Several visitors at one monitor: the wall names each of them separately."""

import pytest

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book_walk_in, cancel_by_facility
from parloir.bookings.pins import pin_of
from parloir.facilities.models import VisitKind
from parloir.sanctions.models import Restriction
from parloir.threads import in_thread
from tests.factories.companions import agree, allow_parties, make_child
from tests.factories.people import OFFICER, make_visitor


@pytest.fixture
def furnished(furnished):
    """Let Maria bring Ana and her own child."""
    facility, maria, old = furnished.facility, furnished.visitor, furnished.booking
    allow_parties(facility, (2, 1))
    ana = make_visitor(first_name="Ana", last_name="Ruiz")
    agree(ana, visitor=maria)
    leo = make_child(maria)
    now = old.booked_at
    cancel_by_facility(booking=old, by=OFFICER, now=now)
    booking_request = BookingRequest(
        visitor=maria, inmate=furnished.inmate, facility=facility, kind=VisitKind.ONSITE,
        adults=(ana,), minors=(leo,),
    )  # fmt: skip
    furnished.booking = book_walk_in(
        booking_request=booking_request, starts_at=old.starts_at, by=OFFICER, now=now
    )
    furnished.pin = pin_of(furnished.booking)
    return furnished


def named(tile):
    return {one["name"].split()[0]: one["person"] for one in tile["visitors"]}


async def test_everybody_is_named_on_the_tile_and_at_the_station(watched):
    tile = await watched.tile(lambda tile: True)
    assert [(one["name"].split()[0], one["is_child"]) for one in tile["visitors"]] == [
        ("Maria", False),
        ("Ana", False),
        ("Leo", True),
    ]
    assert tile["visitor"] == ", ".join(one["name"] for one in tile["visitors"])
    assert tile["names"] == f"{tile['visitor']} and {tile['inmate']}"
    assert watched.station.screen["other_name"].endswith(", Ana Ruiz and Leo Alvarez")
    assert watched.monitor.screen["own_name"] == watched.station.screen["other_name"]


async def test_the_opened_visit_tells_of_each_adult_and_the_inmate(watched):
    await watched.does("open")
    screen = await watched.wall.sees_where(lambda s: s["detail"])
    names = [one["name"].split()[0] for one in screen["detail"]["people"]]
    assert names == ["Maria", "Ana", "Jordan"]


async def test_one_is_warned_alone_and_a_child_is_spoken_to(watched):
    await watched.does("open")
    people = named(await watched.tile(lambda tile: True))
    await watched.does("warn", sides=["visitor"], person=people["Ana"], ground="phone", warnings=0)
    await watched.are_told(
        "Warning for Ana: Use of a cell phone or camera within frame",
        "The officer has warned Ana.",
    )
    await watched.does("message", sides=["visitor"], person=people["Leo"], code="face")
    await watched.are_told("A message from the officer for Leo", "The officer has written to Leo.")
    await watched.wall.sees_where(
        lambda s: s["detail"]["log"][1]["text"].startswith("Dana Reyes warned Ana Ruiz: ")
    )
    await watched.does("mute", side="visitor")
    await watched.are_told(
        "The officer has turned your sound off.",
        "The officer has turned Maria, Ana and Leo's sound off.",
    )


async def test_each_reads_consequences_for_whom(watched):
    people = named(await watched.tile(lambda tile: True))
    await watched.does(
        "terminate", ground="phone", conduct=["visitor"], persons=[people["Ana"]], note=""
    )
    of_maria, of_ana = await watched.monitor.reads_consequences()
    assert of_maria.startswith("Maria ")
    assert of_maria.endswith(": Nothing is held against you.")
    assert of_ana.startswith("Ana Ruiz: Visits at this facility are not possible for you until")
    assert (await watched.station.sees("ended"))["terminated"]["consequences"] == []
    assert await in_thread(lambda: Restriction.objects.get().visitor.first_name) == "Ana"


@pytest.mark.parametrize(
    "persons", [None, [], ["nobody"], "Ana", [1], ["x"] * 21, ["x" * 13]], ids=str
)
async def test_termination_that_blames_nobody_or_a_stranger_changes_nothing(watched, persons):
    args = {} if persons is None else {"persons": persons}
    refused = await watched.refused("terminate", ground="phone", conduct=["visitor"], **args)
    assert refused == "bad_arguments"
    assert (await watched.tile(lambda tile: True))["warnings"] == 0
