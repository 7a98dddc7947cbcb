"""The registry of texts by rule, and what texts share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Final, cast

from django.utils.translation import gettext as _

from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date, say_moment
from parloir.scheduling.refusals import Refusal, Rule

Text = Callable[[Refusal, Facility], str]

TEXTS: dict[Rule, Text] = {}
_READERS_NUMBER: Final = "readers_number"


def text_for(rule: Rule) -> Callable[[Text], Text]:
    """Mark the function that writes this rule's text. Raises ValueError if the rule has one."""
    if rule in TEXTS:
        raise ValueError(f"{rule} has a text already")

    def mark(text: Text) -> Text:
        TEXTS[rule] = text
        return text

    return mark


def read_by(number: str, refusal: Refusal) -> Refusal:
    """Return the refusal with the phone number of the person who reads its text."""
    return replace(refusal, facts={**refusal.facts, _READERS_NUMBER: number})


def phone_of(facility: Facility, refusal: Refusal) -> str:
    """Return the facility's phone number as the reader dials it."""
    return facility.phone_for(str(refusal.facts.get(_READERS_NUMBER, "")))


def moment_in(refusal: Refusal, fact: str) -> datetime | None:
    return cast("datetime | None", refusal.facts.get(fact))


def date_in(refusal: Refusal, fact: str) -> date | None:
    return cast("date | None", refusal.facts.get(fact))


def with_next(sentence: str, refusal: Refusal, facility: Facility) -> str:
    if refusal.next_at is None:
        return sentence
    words = {"sentence": sentence, "when": say_moment(refusal.next_at, facility)}
    return _("%(sentence)s The next visiting time is %(when)s.") % words


def with_next_date(sentence: str, refusal: Refusal) -> str:
    if refusal.next_date is None:
        return sentence
    words = {"sentence": sentence, "date": say_date(refusal.next_date)}
    return _("%(sentence)s The next day that is possible is %(date)s.") % words
