"""Refusals in plain words: what is not possible, what to do and, if known, when next.

The texts never blame. Pages, mails and monitors use the same sentence.
"""

from parloir.bookings.texts.refusal_texts import admission, others, people, times  # noqa: F401 - texts
from parloir.bookings.texts.refusal_texts.texts import TEXTS, read_by
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal


def sentence_for(refusal: Refusal, *, facility: Facility, to: str = "") -> str:
    """Return what a person reads. Facts that a rule may leave out are not needed.

    `to` is the reader's own phone number: it decides how the facility's is written. Without it,
    the reader is in the United States.
    """
    return TEXTS[refusal.rule](read_by(to, refusal), facility)
