"""Set how many examples Hypothesis tries: few in the landing run, many in `bin/test all`."""

from hypothesis import settings


def part_of_examples(part: float) -> int:
    """Try only this part of the examples of a quick test, for a test whose examples take long."""
    profile = settings.default
    assert profile is not None
    return max(1, round(profile.max_examples * part))
