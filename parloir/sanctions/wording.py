"""The text of a facility's ladder, for its procedure and before a visit."""

from datetime import timedelta

from django.utils.translation import gettext as _

from parloir.facilities.wording import say_minutes
from parloir.sanctions.ladder import Ladder

_NAMED = 3


def say_ladder(ladder: Ladder) -> list[str]:
    """Return a line for each step (P17, P18), and one about when an offense stops counting."""
    lines = [
        _say_step(place, days, is_last=place == len(ladder.steps))
        for place, days in enumerate(ladder.steps, start=1)
    ]
    if len(lines) > 1 and ladder.steps[-1] is not None:
        lines.append(_("Each later offense: the same."))
    if ladder.window_days is not None and lines:
        lines.append(
            _("An offense no longer counts when more than %(days)s have passed since.")
            % {"days": _days(ladder.window_days)}
        )
    return lines


def say_ladder_in_short(ladder: Ladder) -> str:
    """Return one sentence about the ladder, which follows the list of grounds."""
    match ladder.steps:
        case ():
            return _("Any of these ends the visit immediately.")
        case (None, *_rest):
            return _(
                "Any of these ends the visit immediately, and visits are then not possible for "
                "good."
            )
        case (int(days), None):
            return _(
                "Any of these ends the visit immediately. The first time, visits are not possible "
                "for %(days)s; the second time, for good."
            ) % {"days": _days(days)}
        case (int(days),):
            return _(
                "Any of these ends the visit immediately, and visits are then not possible for "
                "%(days)s."
            ) % {"days": _days(days)}
        case (int(days), *_rest):
            return _(
                "Any of these ends the visit immediately. The first time, visits are not possible "
                "for %(days)s; the procedure of the facility says what follows after that."
            ) % {"days": _days(days)}
    raise ValueError(f"no such ladder: {ladder.steps!r}")


def _say_step(place: int, days: int | None, *, is_last: bool) -> str:
    words = {"offense": _say_place(place, is_last=is_last)}
    if days is None:
        return _("%(offense)s: visits, on-site and remote, are restricted permanently.") % words
    words["days"] = _days(days)
    return _("%(offense)s: visits, on-site and remote, are restricted for %(days)s.") % words


def _say_place(place: int, *, is_last: bool) -> str:
    if is_last and place == 1:
        return _("Each offense")
    names = [_("First offense"), _("Second offense"), _("Third offense")]
    if place <= _NAMED:
        return names[place - 1]
    return _("Offense number %(number)d") % {"number": place}


def _days(days: int) -> str:
    return say_minutes(timedelta(days=days))
