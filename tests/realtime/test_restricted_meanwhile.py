"""A decision on an earlier case ends the visit in which the same visitor is now."""

from django.utils import timezone

from parloir.sanctions.models import Review
from parloir.sanctions.operations import record_violation
from parloir.sides import Side
from parloir.threads import in_thread
from parloir.workflows.decisions import decide_review
from tests.contracts.descriptions import canned_offer
from tests.factories.people import OFFICER, SUPERVISOR


def _case_of(scene) -> Review:
    now = timezone.now()
    violation = record_violation(
        facility=scene.facility, visitor=scene.visitor, inmate=scene.inmate,
        visit_ref="lastmonth001", ground="other", conduct={Side.VISITOR}, note="",
        occurred_date=now.date(), by=OFFICER, now=now,
    )  # fmt: skip
    return violation.review


async def test_both_are_told_and_the_room_is_closed_at_once(scene):
    monitor, station = await scene.both_live()
    for browser in (monitor, station):
        await browser.send(type="media.join", leg="side", attempt=1, sdp=canned_offer())
        await browser.hears("media.answer")
    case = await in_thread(_case_of, scene)

    await in_thread(
        decide_review, review=case, decision=Review.Decision.PERMANENT, reason="Seen.",
        until_date=None, by=SUPERVISOR, now=timezone.now(),
    )  # fmt: skip

    assert "It has just been decided" in (await monitor.sees("ended"))["text"]
    assert "not for anything that you did" in (await station.sees("ended"))["text"]
    for browser in (monitor, station):
        await browser.hears("media.closed")
    await scene.room_is_gone()
