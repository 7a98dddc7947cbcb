"""Which PINs inmates may have, and how weak ones of earlier versions are found and made new."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from parloir.audit.models import AuditEvent
from parloir.people.inmate_pins import TEXTS, Weakness, new_inmate_pin, weak_pins, weakness_of
from parloir.people.models import Inmate
from parloir.people.operations import inmate_pin_hash, set_inmate_pin
from parloir.people.pin_sheets import judge_pins, make_weak_pins_new
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OFFICER, PIN, SUPERVISOR, make_inmate
from tests.factories.places import AreaFactory, make_jail

MASTER_ID = "100241"


@pytest.mark.parametrize(
    ("pin", "weakness"),
    [
        ("48291", Weakness.NOT_SIX_TO_EIGHT_DIGITS),
        ("482916", None),
        ("48291673", None),
        ("482916735", Weakness.NOT_SIX_TO_EIGHT_DIGITS),
        ("", Weakness.NOT_SIX_TO_EIGHT_DIGITS),
        ("4829a6", Weakness.NOT_SIX_TO_EIGHT_DIGITS),
        ("٤٨٢٩١٦", Weakness.NOT_SIX_TO_EIGHT_DIGITS),
        ("482916\n", Weakness.NOT_SIX_TO_EIGHT_DIGITS),
        ("000000", Weakness.ALL_THE_SAME),
        ("77777777", Weakness.ALL_THE_SAME),
        ("777778", None),
        ("123456", Weakness.RUN),
        ("87654321", Weakness.RUN),
        ("567890", Weakness.RUN),
        ("789012", Weakness.RUN),
        ("210987", Weakness.RUN),
        ("123457", None),
        ("135791", None),
    ],
)
def test_a_pin_is_weak_or_not(pin, weakness):
    assert weakness_of(pin, master_id=MASTER_ID) == weakness


@pytest.mark.parametrize(
    ("pin", "master_id", "is_weak"),
    [
        ("100241", "100241", True),
        ("700241", "99700241", True),
        ("99700241", "99700241", True),
        ("997002", "99700241", False),
        ("100241", "A-100241", True),
        ("100241", "100-241", True),
        ("004711", "4711", True),
        ("994711", "4711", False),
        ("000007", "7", True),
    ],
)
def test_the_end_of_the_master_id_is_weak(pin, master_id, is_weak):
    expected = Weakness.END_OF_MASTER_ID if is_weak else None
    assert weakness_of(pin, master_id=master_id) == expected


@pytest.mark.parametrize("pin", ["051784", "170584", "840517", "05171984", "17051984", "19840517"])
def test_the_birth_date_is_weak_where_it_is_known(pin):
    born = date(1984, 5, 17)
    assert weakness_of(pin, master_id=MASTER_ID, born=born) == Weakness.BIRTH_DATE
    assert weakness_of(pin, master_id=MASTER_ID) is None


def test_every_weakness_has_its_sentence():
    assert set(TEXTS) == set(Weakness)
    assert all(str(text) for text in TEXTS.values())


@given(st.text("0123456789", max_size=12))
def test_a_new_pin_is_never_weak(master_id):
    pin = new_inmate_pin(master_id=master_id)
    assert len(pin) == 6
    assert weakness_of(pin, master_id=master_id) is None


def test_a_random_pin_that_is_weak_is_drawn_again(monkeypatch):
    drawn = iter(["123456", "100241", "555555", "482916"])
    monkeypatch.setattr("parloir.people.inmate_pins.new_digits", lambda count: next(drawn))
    assert new_inmate_pin(master_id=MASTER_ID) == "482916"


def test_the_weak_pins_are_those_that_the_rule_refuses():
    found = set(weak_pins(master_id=MASTER_ID))
    assert all(weakness_of(pin, master_id=MASTER_ID) for pin in found)
    assert {"0000", "99999", "123456", "100241", "00100241", "76543210"} <= found
    every_six = (f"{number:06d}" for number in range(10**6))
    refused = {pin for pin in every_six if weakness_of(pin, master_id=MASTER_ID)}
    assert refused == {pin for pin in found if len(pin) == 6}


# --- Weak PINs of earlier versions ------------------------------------------------------------


def inmate_of_earlier_version(area, pin, **fields):
    inmate = make_inmate(area.facility, area=area, pin=pin, **fields)
    Inmate.objects.filter(pk=inmate.pk).update(pin_is_weak=None)
    return inmate


@pytest.mark.django_db
def test_weak_pins_are_found_by_their_hashes():
    area = make_jail().areas.first()
    short = inmate_of_earlier_version(area, "4829")
    five = inmate_of_earlier_version(area, "48291")
    its_own_number = inmate_of_earlier_version(area, "100241", master_id="100241")
    inmate_of_earlier_version(area, PIN)
    inmate_of_earlier_version(area, "100241", master_id="100242")
    assert judge_pins(Inmate.objects.all()) == 5
    weak = Inmate.objects.filter(pin_is_weak=True)
    assert set(weak) == {short, five, its_own_number}
    assert judge_pins(Inmate.objects.all()) == 0


@pytest.mark.django_db
def test_somebody_without_a_pin_is_not_judged():
    make_inmate(make_jail())
    Inmate.objects.update(pin_hash="", pin_is_weak=None)
    assert judge_pins(Inmate.objects.all()) == 0


@pytest.mark.django_db
def test_a_units_weak_pins_are_made_new_once():
    jail = make_jail()
    area = jail.areas.first()
    weak = make_inmate(jail, pin="111111", last_name="Young")
    also = inmate_of_earlier_version(area, "4829", last_name="Abel")
    strong = make_inmate(jail)
    elsewhere = make_inmate(jail, pin="111111", area=AreaFactory(facility=jail))
    gone = make_inmate(jail, pin="111111", status=Inmate.Status.RELEASED)
    before = AuditEvent.objects.count()

    made = make_weak_pins_new(area=area, by=SUPERVISOR, now=NINE_ON_MONDAY)

    assert [new.inmate for new in made] == [also, weak]
    for new in made:
        stored = Inmate.objects.get(pk=new.inmate.pk)
        assert stored.pin_hash == inmate_pin_hash(stored, new.pin)
        assert stored.pin_is_weak is False
        assert new.in_groups == f"{new.pin[:3]} {new.pin[3:]}"
    for other in (strong, elsewhere, gone):
        assert Inmate.objects.get(pk=other.pk).pin_hash == other.pin_hash
    events = AuditEvent.objects.order_by("id")[before:]
    assert [(one.action, one.actor_ref) for one in events] == [
        ("set_inmate_pin", SUPERVISOR.ref), ("print_inmate_pin", SUPERVISOR.ref),
    ] * 2  # fmt: skip
    assert make_weak_pins_new(area=area, by=SUPERVISOR, now=NINE_ON_MONDAY) == []


@pytest.mark.django_db
def test_a_sheet_that_is_undone_changes_no_pin():
    jail = make_jail()
    inmate = make_inmate(jail, pin="111111")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_weak_pins_new(area=inmate.area, by=SUPERVISOR, now=NINE_ON_MONDAY)
        raise ZeroDivisionError
    assert Inmate.objects.get().pin_hash == inmate_pin_hash(inmate, "111111")


@pytest.mark.django_db
def test_setting_a_pin_notes_whether_it_is_weak():
    inmate = make_inmate(make_jail(), pin="123456")
    assert Inmate.objects.get().pin_is_weak is True
    set_inmate_pin(inmate=inmate, pin=PIN, by=OFFICER, now=NINE_ON_MONDAY)
    assert Inmate.objects.get().pin_is_weak is False
