"""A refusal in plain words: what is not possible, what to do and, where known, when next.

They never blame. Pages, mails and monitors all say the same sentence.
"""

from parloir.bookings.texts.refusal_texts import admission, others, people, times  # noqa: F401 - texts
from parloir.bookings.texts.refusal_texts.texts import TEXTS
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal


def sentence_for(refusal: Refusal, *, facility: Facility) -> str:
    """What a person reads. Asks for no fact that the rule may leave out."""
    return TEXTS[refusal.rule](refusal, facility)
