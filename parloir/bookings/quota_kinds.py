"""The kinds of quotas: for whom visits are counted together."""

from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SharedBy = Callable[[Collection[int]], Mapping[int, frozenset[int]]]
"""Takes keys of adults. Returns for each of them the keys of all adults whose visits count for
them, themselves included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaKind:
    """One kind of quota, with its words. `code` is stored.

    `shared_by` is None if everybody's visits with the same inmate count. `whose` begins the
    sentence "… can have 2 visits a week"; it takes a companion's name, or an empty string if the
    visitor reads about themselves.

    Raises ValueError for a kind that counts all visits of everybody: no lock would cover them.
    """

    code: str
    label: Promise
    whose: Callable[[str], str]
    shared_by: SharedBy | None
    is_with_one_inmate: bool

    def __post_init__(self) -> None:
        if self.shared_by is None and not self.is_with_one_inmate:
            raise ValueError(f"the quota {self.code!r} counts for no person")


QUOTA_KINDS: dict[str, QuotaKind] = {}


def declare_quota_kind(kind: QuotaKind) -> QuotaKind:
    """Add a kind of quota and return it. Raises ValueError if another one has its code."""
    if kind.code in QUOTA_KINDS:
        raise ValueError(f"there is a kind of quota {kind.code!r} already")
    QUOTA_KINDS[kind.code] = kind
    return kind


def quota_choices() -> list[tuple[str, Promise]]:
    return [(kind.code, kind.label) for kind in QUOTA_KINDS.values()]


def nobody_else(adults: Collection[int]) -> Mapping[int, frozenset[int]]:
    return {adult: frozenset({adult}) for adult in adults}


def sharers_of(
    codes: Set[str], adults: Collection[int]
) -> dict[str, Mapping[int, frozenset[int]] | None]:
    """Return for each of these codes what its kind's `shared_by` returns, or None."""
    kinds = [QUOTA_KINDS[code] for code in codes]
    return {kind.code: kind.shared_by(adults) if kind.shared_by else None for kind in kinds}


def all_who_share_with(adults: Collection[int]) -> set[int]:
    """Return the keys of all whose bookings may count for these adults.

    They are locked together while one of them books.
    """
    kinds = [kind.shared_by for kind in QUOTA_KINDS.values() if kind.shared_by is not None]
    return {one for shared_by in kinds for them in shared_by(adults).values() for one in them}


INMATE = declare_quota_kind(
    QuotaKind(
        code="inmate",
        label=gettext_lazy("for each inmate"),
        whose=lambda name: _("The person you want to see"),
        shared_by=None,
        is_with_one_inmate=True,
    )
)
VISITOR = declare_quota_kind(
    QuotaKind(
        code="visitor",
        label=gettext_lazy("for each visitor"),
        whose=lambda name: name or _("You"),
        shared_by=nobody_else,
        is_with_one_inmate=False,
    )
)
PAIR = declare_quota_kind(
    QuotaKind(
        code="pair",
        label=gettext_lazy("for each visitor with the same inmate"),
        whose=lambda name: name or _("You and this person"),
        shared_by=nobody_else,
        is_with_one_inmate=True,
    )
)
