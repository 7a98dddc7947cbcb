"""The violations that end a visit immediately (`procedure.md` P16), and "other" (P19)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER = "other"

# What a visitor reads in the rules, and what both read when a visit is ended by it.
GROUNDS: dict[str, Promise] = {
    "nudity": _("Nudity, near nudity, or depictions of either"),
    "abuse": _("Abusive language or behavior"),
    "phone": _("Use of a cell phone or camera within frame"),
    "driving": _("Driving a motor vehicle (being a passenger is fine)"),
    "drugs": _("Illegal drugs, paraphernalia, or depictions of either"),
    "weapons": _("Weapons or depictions of weapons"),
}

OTHER_TEXT = _("Something else, to be reviewed")


def ground_text(code: str) -> str:
    return str(GROUNDS.get(code, OTHER_TEXT))


def is_ground(code: str) -> bool:
    return code in GROUNDS or code == OTHER
