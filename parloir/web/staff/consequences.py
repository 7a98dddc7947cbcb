"""Say in sentences for staff what follows from a change."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.facts.impact import ChangeImpact


def say_what_follows(impact: ChangeImpact) -> list[str]:
    """Return one sentence for each kind of consequence, or one that says that there is none."""
    ended, repaired = len(impact.ended), impact.repaired
    moved, displaced = len(repaired.reassigned), len(repaired.displaced)
    restored = len(impact.restored)
    sentences = [
        ngettext("%(n)d visit under way ends.", "%(n)d visits under way end.", ended)
        % {"n": ended},
        ngettext(
            "%(n)d booking gets another place at the same time.",
            "%(n)d bookings get another place at the same time.",
            moved,
        )
        % {"n": moved},
        ngettext(
            "%(n)d booking needs a new time; its visitor is told.",
            "%(n)d bookings need a new time; their visitors are told.",
            displaced,
        )
        % {"n": displaced},
        ngettext(
            "%(n)d booking that had lost its time has it again; its visitor is told.",
            "%(n)d bookings that had lost their time have it again; their visitors are told.",
            restored,
        )
        % {"n": restored},
        ngettext(
            "%(n)d person's restrictions have changed by it.",
            "%(n)d persons' restrictions have changed by it.",
            impact.restrictions_changed,
        )
        % {"n": impact.restrictions_changed},
    ]
    counts = (ended, moved, displaced, restored, impact.restrictions_changed)
    found = [sentence for sentence, count in zip(sentences, counts, strict=True) if count]
    return found or [_("No booking and no visit is concerned.")]
