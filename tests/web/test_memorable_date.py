import datetime as dt

import pytest
from django import forms

from parloir.web.fields import MemorableDateField


class BirthForm(forms.Form):
    born = MemorableDateField(birthday=True)


class MaybeForm(forms.Form):
    born = MemorableDateField(required=False)


def filled(month, day, year, *, form=BirthForm):
    return form({"born_month": month, "born_day": day, "born_year": year})


@pytest.mark.parametrize(
    ("month", "day", "year", "expected"),
    [
        ("4", "28", "1986", dt.date(1986, 4, 28)),
        ("2", "29", "2024", dt.date(2024, 2, 29)),
        ("12", " 31 ", "1999", dt.date(1999, 12, 31)),
    ],
)
def test_three_parts_become_a_date(month, day, year, expected):
    form = filled(month, day, year)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == expected


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [
        ("2", "29", "2023"),
        ("4", "31", "1986"),
        ("4", "0", "1986"),
        ("4", "x", "1986"),
        ("4", "28", "0"),
        ("4", "28", "99999999999999999999"),
    ],
)
def test_a_day_that_does_not_exist_is_told_as_such(month, day, year):
    form = filled(month, day, year)

    assert form.errors["born"] == [
        "There is no such day. Look at the month, the day and the year again."
    ]


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [("", "28", "1986"), ("4", "", "1986"), ("4", "28", ""), ("", "", "")],
)
def test_a_missing_part_is_asked_for(month, day, year):
    form = filled(month, day, year)

    assert form.errors["born"] == ["Give the month, the day and the year."]


def test_what_was_typed_is_shown_again():
    html = str(filled("2", "30", "1980"))

    assert 'value="30"' in html
    assert 'value="1980"' in html
    assert '<option value="2" selected>February</option>' in html


def test_a_date_that_is_not_asked_for_may_stay_empty():
    form = filled("", "", "", form=MaybeForm)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] is None


def test_a_date_that_is_known_fills_its_parts():
    html = str(BirthForm(initial={"born": dt.date(1986, 4, 28)}))

    assert '<option value="4" selected>April</option>' in html
    assert 'value="28"' in html
    assert 'autocomplete="bday-day"' in html
