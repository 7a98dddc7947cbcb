"""A refusal in plain words: what is not possible, what to do and, where known, when next.

They never blame. Pages, mails and monitors all say the same sentence.
"""

from parloir.bookings.sentences import admission, others, people, times  # noqa: F401 - they say
from parloir.bookings.sentences.saying import SENTENCES
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal, Rule


def sentence_for(refusal: Refusal, *, facility: Facility) -> str:
    """What a person reads. Asks for no fact that the rule may leave out."""
    return SENTENCES[refusal.rule](refusal, facility)


def covered_rules() -> frozenset[Rule]:
    return frozenset(SENTENCES)
