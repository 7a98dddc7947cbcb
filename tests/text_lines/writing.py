"""A visit in which both can write."""

from parloir.text_lines.models import WrittenLine
from parloir.text_lines.operations import ask_for_text_line, write_line
from parloir.visits.models import Visit
from tests.factories.people import KIOSK
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live


def ask(booking, side="visitor", *, wanted=True, now=TEN_ON_MONDAY) -> None:
    ask_for_text_line(booking=booking, side=side, wanted=wanted, by=KIOSK, now=now)


def make_writing_visit(**fields) -> Visit:
    booking = make_booking(make_jail(**fields))
    ask(booking)
    return make_live(booking)


def write(visit, side="visitor", text="You look well.", *, key="1", now=TEN_ON_MONDAY):
    admission = visit.admissions.get(side=side)
    return write_line(admission=admission, key=key, text=text, by=KIOSK, now=now)


def texts() -> list[str]:
    return [one.text for one in WrittenLine.objects.all()]
