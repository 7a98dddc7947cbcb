"""When people are admitted to a visit (`procedure.md` P13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parloir.scheduling.intervals import require_utc
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.refusals import Facts, Refusal, Rule
from parloir.scheduling.wall_time import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionWindow:
    """The time of admission: from `early` before the start to `late` after it, both included.

    With a grace period of 10 minutes, a person is admitted exactly 10 minutes after the start and
    refused at any later instant. With `ends_at`, nobody is admitted when the visit is over,
    however long the grace period is. With `zone`, people who come on another date of the
    facility's calendar are told so, rather than that they are early or late.
    """

    now: datetime
    starts_at: datetime
    early: timedelta
    late: timedelta
    ends_at: datetime | None = None
    zone: ZoneInfo | None = None

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - self.early

    @property
    def closes_at(self) -> datetime:
        return self.starts_at + self.late

    @property
    def is_early(self) -> bool:
        return require_utc(self.now) < self.opens_at

    @property
    def is_late(self) -> bool:
        is_over = self.ends_at is not None and self.now >= self.ends_at
        return not self.is_early and (is_over or self.now > self.closes_at)

    @property
    def is_on_another_date(self) -> bool:
        zone = self.zone
        return zone is not None and local_date(self.now, zone) != local_date(self.starts_at, zone)

    @property
    def facts(self) -> Facts:
        return Facts(
            {"starts_at": self.starts_at, "opens_at": self.opens_at, "closes_at": self.closes_at}
        )


WINDOW_RULES = Judges[[AdmissionWindow]]()


def check_admission_window(window: AdmissionWindow) -> list[Refusal]:
    """Return at most one refusal for somebody who wants to be admitted now.

    Facts: `starts_at`, and the first and last instants of admission, `opens_at` and `closes_at`.
    `next_at` is `opens_at` for somebody who can still come.
    """
    return list(WINDOW_RULES.refusals(EVERY_RULE, window))


@WINDOW_RULES.of(Rule.PIN_WRONG_DAY)
def _pin_wrong_day(window: AdmissionWindow) -> Refusal | None:
    if not window.is_on_another_date:
        return None
    if window.is_early:
        return _until_it_opens(Rule.PIN_WRONG_DAY, window)
    return Refusal(Rule.PIN_WRONG_DAY, window.facts) if window.is_late else None


@WINDOW_RULES.of(Rule.PIN_TOO_EARLY)
def _pin_too_early(window: AdmissionWindow) -> Refusal | None:
    if window.is_on_another_date or not window.is_early:
        return None
    return _until_it_opens(Rule.PIN_TOO_EARLY, window)


@WINDOW_RULES.of(Rule.PIN_TOO_LATE)
def _pin_too_late(window: AdmissionWindow) -> Refusal | None:
    if window.is_on_another_date or not window.is_late:
        return None
    return Refusal(Rule.PIN_TOO_LATE, window.facts)


def _until_it_opens(rule: Rule, window: AdmissionWindow) -> Refusal:
    next_date = local_date(window.opens_at, window.zone) if window.zone else None
    return Refusal(rule, window.facts, next_date=next_date, next_at=window.opens_at)
