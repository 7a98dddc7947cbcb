"""The sentence that tells officers at the wall about refused PINs."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parloir.pin_tries.alarms import open_alarms


def pin_alarm_notice(facilities: Iterable[str]) -> str | None:
    """Return a sentence about the oldest open alarm at one of these facilities, or None."""
    alarms = open_alarms(facilities)
    if not alarms:
        return None
    return _("Many PINs were refused at %(facility)s. Look at “PINs” in the console.") % {
        "facility": alarms[0].facility.name
    }
