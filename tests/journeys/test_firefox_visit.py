"""A remote visit from Firefox: both see and hear each other, from the check to the end."""

from datetime import timedelta

from tests.journeys.test_remote_visit import daniel, next_remote_start
from tests.stage.actors.firefox_visitor import FirefoxVisitor
from tests.stage.films import INMATE
from tests.stage.firefox import firefox
from tests.stage.house import JACKSON
from tests.stage.media import hears_tone, moves

__all__ = ["daniel"]


def test_remote_visit_from_firefox(tuesday, daniel, station):
    starts_at = next_remote_start(tuesday)
    booked = daniel.books("Marcus Reed", starts_at, kind="remote")
    tuesday.jump_to(starts_at - timedelta(seconds=2))
    inmate = tuesday.inmate("Marcus Reed")
    cell = station(tuesday, at=JACKSON, number=2)
    cell.signs_in(inmate["master_id"], inmate["pin"])

    with firefox() as page:
        visitor = FirefoxVisitor(page)
        visitor.signs_in(tuesday.url, tuesday.demo["visitors"][2])
        visitor.opens_room(booked.url)
        visitor.is_at("check", seconds=40)
        visitor.begins_visit()
        visitor.is_at("waiting")
        cell.is_at("rules")
        cell.begins_visit()
        for side in (visitor, cell):
            side.is_at("live", seconds=60)
        visitor.sees_and_hears(INMATE)
        moves(cell.page)
        hears_tone(cell.page, visitor.tone_hz)

        visitor.ends_visit()

        for side in (visitor, cell):
            side.is_at("ended")
            side.shows_nobody()
