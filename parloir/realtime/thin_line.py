"""How much picture a line carries beside the voice: a pure function of what came through, second by
second.

The media server sends what it is asked for, whatever the line carries, and the voice suffers with
the picture. So less picture is asked for where the voice suffers, and more where it has not for a
while. A step up that fails is tried again later each time.
"""

from dataclasses import dataclass, replace
from enum import IntEnum


class Rung(IntEnum):
    """What is sent. `SLOW` is the small picture with fewer frames a second, and `PAUSED` none. For
    those who sign, `SLOW` is the small picture without the sound, and `PAUSED` that with fewer
    frames."""

    PAUSED = 0
    SLOW = 1
    SMALL = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Second:
    """What a browser received in a second. `sound_missing` is the share of the sound that it had to
    make up, and `lost` that of the packets that never came, both in thousandths. `delay_ms` is for
    how long it held sound back to even out the line."""

    sound_missing: int
    lost: int
    delay_ms: int

    @property
    def of_picture_alone(self) -> "Second":
        """Return the second for those who sign: sound that is missing alone says nothing."""
        return replace(self, sound_missing=0)

    @property
    def is_severe(self) -> bool:
        return self.sound_missing >= 200

    @property
    def is_bad(self) -> bool:
        return self.sound_missing >= 80 or self.lost >= 200 or self.delay_ms >= 2000

    @property
    def is_clean(self) -> bool:
        return self.sound_missing <= 20 and self.lost <= 50 and self.delay_ms <= 1200


BAD_SECONDS = 2
"""So many bad seconds in a row are a step down. A severe one is enough by itself."""
SETTLES = 3
"""After a step down as many seconds say nothing: a layer changes with a key frame, and until then
the one before is sent."""
TRIAL = 10
"""A step up has succeeded after so many seconds. Until then one bad second takes it back."""
CLEAN_SECONDS = 10
"""So many clean seconds are a step up: the first time, and where the last succeeded. No bad one may
be among them."""
FAIR = 3
"""So many seconds that are neither clean nor bad count as a clean one: some lines lose packets
whatever is sent, and would have no picture for good."""
LONGEST_WAIT = 320
GROWS = 4
"""A step up that failed is tried again after as many times the clean seconds."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of a line. `clean` counts in thirds of a second (`FAIR`), and `waits` has the
    clean seconds before the step up to each rung."""

    rung: Rung = Rung.WHOLE
    bad: int = 0
    clean: int = 0
    settles: int = 0
    trial: int = 0
    waits: tuple[int, ...] = (CLEAN_SECONDS,) * len(Rung)

    def after(self, second: Second) -> "Line":
        """Return the line after another second."""
        if second.is_bad:
            return self._after_a_bad(second)
        now = replace(self, bad=0, settles=max(0, self.settles - 1))
        return now._after_a_good(FAIR if second.is_clean else 1)

    # Private

    def _after_a_bad(self, second: Second) -> "Line":
        if self.settles:
            return replace(self, clean=0, settles=self.settles - 1)
        if self.trial:
            failed = self.waits[self.rung] * GROWS
            return self._down_to(Rung(self.rung - 1), wait=min(LONGEST_WAIT, failed))
        if self.rung is Rung.PAUSED:
            return replace(self, clean=0)
        if second.is_severe:
            return self._down_to(min(Rung.SLOW, Rung(self.rung - 1)))
        if self.bad + 1 >= BAD_SECONDS:
            return self._down_to(Rung(self.rung - 1))
        return replace(self, bad=self.bad + 1, clean=0)

    def _down_to(self, rung: Rung, *, wait: int | None = None) -> "Line":
        waits = self.waits if wait is None else self._waits_with(wait)
        return Line(rung=rung, settles=SETTLES, waits=waits)

    def _after_a_good(self, worth: int) -> "Line":
        waits = self._waits_with(CLEAN_SECONDS) if self.trial == 1 else self.waits
        now = replace(self, clean=self.clean + worth, trial=max(0, self.trial - 1), waits=waits)
        if now.trial or now.rung is Rung.WHOLE or now.clean < FAIR * waits[now.rung + 1]:
            return now
        return replace(now, rung=Rung(now.rung + 1), clean=0, trial=TRIAL)

    def _waits_with(self, wait: int) -> tuple[int, ...]:
        """Return the waits with this one before the rung that was tried."""
        return (*self.waits[: self.rung], wait, *self.waits[self.rung + 1 :])
