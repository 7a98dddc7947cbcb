"""What both sides, and an officer, see of the text line."""

import pytest
from django.utils import timezone

from parloir.text_lines.operations import ask_for_text_line
from parloir.threads import in_thread
from tests.factories.people import KIOSK
from tests.realtime.watching import wall_of


@pytest.fixture
async def writing(scene, watched):
    await in_thread(
        ask_for_text_line,
        booking=scene.booking,
        side="visitor",
        wanted=True,
        by=KIOSK,
        now=timezone.now(),
    )
    for browser in (watched.monitor, watched.station):
        await browser.sees_where(lambda s: s["text_line"])
    return watched


def texts(screen):
    return [(one["name"], one["is_own"], one["text"]) for one in screen["text_line"]["lines"]]


async def test_each_side_asks_at_the_check_and_the_other_reads_it(scene):
    monitor, station = await scene.monitor_at_check(), await scene.station_at_rules()
    assert not station.screen["text_line"]["wanted"]
    await monitor.does("ask_for_text_line", wanted=True)
    await monitor.sees_where(lambda s: s["text_line"]["wanted"])
    screen = await station.sees_where(
        lambda s: s["text_line"]["text"].startswith("Maria wants to write")
    )
    assert not screen["text_line"]["wanted"]
    await monitor.does("begin")
    await station.does("begin")
    for browser in (monitor, station):
        screen = await browser.sees("live")
        assert screen["text_line"] == {"lines": [], "closed": None}
        assert screen["monitoring_notice"].endswith("Only what you write is kept.")


async def test_a_visit_where_nobody_asked_has_no_line_and_none_can_be_written(watched):
    assert watched.monitor.screen["text_line"] is None
    assert watched.monitor.screen["monitoring_notice"].endswith("It is not recorded.")
    answer = await watched.monitor.intend("write_line", key="1", text="Hello.")
    assert answer["code"] == "not_allowed_now"
    assert answer["message"].startswith("There is no text line")


async def test_what_one_side_writes_is_read_by_the_other_and_by_officers_who_look(writing):
    await writing.monitor.does("write_line", key="1", text="You look well.")
    await writing.station.sees_where(lambda s: s["text_line"]["lines"])
    assert texts(writing.station.screen) == [("Maria", False, "You look well.")]
    await writing.station.does("write_line", key="1", text="Thank you.")
    await writing.monitor.sees_where(lambda s: len(s["text_line"]["lines"]) == 2)
    assert texts(writing.monitor.screen) == [
        ("Maria", True, "You look well."),
        ("Jordan", False, "Thank you."),
    ]
    assert (await writing.tile(lambda tile: tile["writes"]))["opened"] is False
    assert writing.wall.screen["detail"] is None
    await writing.does("open")
    screen = await writing.wall.sees_where(lambda s: s["detail"])
    lines = screen["detail"]["lines"]
    assert [(one["side"], one["name"], one["text"]) for one in lines] == [
        ("visitor", "Maria", "You look well."),
        ("inmate", "Jordan", "Thank you."),
    ]


async def test_a_pause_takes_the_lines_from_both_screens_and_not_from_the_officer(writing):
    await writing.monitor.does("write_line", key="1", text="You look well.")
    await writing.does("open")
    await writing.does("pause")
    for browser in (writing.monitor, writing.station):
        screen = await browser.sees_where(lambda s: s["paused"])
        assert screen["text_line"] == {
            "lines": [],
            "closed": "The visit is paused. You can write again when it goes on.",
        }
    answer = await writing.station.intend("write_line", key="2", text="Hello?")
    assert answer["message"] == "The visit is paused. You can write again when it goes on."
    detail = (await writing.wall.sees_where(lambda s: s["detail"]["lines"]))["detail"]
    assert [one["text"] for one in detail["lines"]] == ["You look well."]
    await writing.does("resume")
    screen = await writing.station.sees_where(lambda s: not s["paused"])
    assert texts(screen) == [("Maria", False, "You look well.")]
    assert screen["text_line"]["closed"] is None


async def test_a_muted_side_reads_why_it_cannot_write_and_still_reads_the_other(writing):
    await writing.does("mute", side="inmate")
    screen = await writing.station.sees_where(lambda s: s["muted"])
    assert screen["text_line"]["closed"].startswith("The officer has turned your sound off")
    assert (await writing.station.intend("write_line", key="1", text="No."))["type"] == "error"
    await writing.monitor.does("write_line", key="1", text="They have muted you.")
    screen = await writing.station.sees_where(lambda s: s["text_line"]["lines"])
    assert texts(screen) == [("Maria", False, "They have muted you.")]


async def test_a_line_that_is_too_long_is_refused_and_the_connection_stays(writing):
    answer = await writing.monitor.intend("write_line", key="1", text="x" * 281)
    assert answer["code"] == "bad_arguments"
    await writing.monitor.does("write_line", key="1", text="x" * 280)


async def test_the_last_eight_lines_are_on_the_screens(writing, monkeypatch):
    monkeypatch.setattr("parloir.text_lines.policies.MOST_AT_ONCE", 100)
    for number in range(9):
        await writing.monitor.does("write_line", key=str(number), text=str(number))
    screen = await writing.station.sees_where(
        lambda s: s["text_line"]["lines"] and s["text_line"]["lines"][-1]["text"] == "8"
    )
    assert [one["text"] for one in screen["text_line"]["lines"]] == list("12345678")


async def test_an_officer_of_another_wall_who_has_not_opened_it_reads_no_line(writing, officer):
    await writing.monitor.does("write_line", key="1", text="You look well.")
    other = await wall_of(writing.scene, officer)
    await other.sees_where(lambda s: s["tiles"])
    assert "You look well." not in other.everything_heard
