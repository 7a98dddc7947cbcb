"""The registry of texts by rule, and what texts share."""

from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from django.utils.translation import gettext as _

from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date, say_moment
from parloir.scheduling.refusals import Refusal, Rule

Text = Callable[[Refusal, Facility], str]

TEXTS: dict[Rule, Text] = {}


def text_for(rule: Rule) -> Callable[[Text], Text]:
    """Mark the function that writes this rule's text. Raises ValueError if the rule has one."""
    if rule in TEXTS:
        raise ValueError(f"{rule} has a text already")

    def mark(text: Text) -> Text:
        TEXTS[rule] = text
        return text

    return mark


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
