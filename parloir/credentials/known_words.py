"""The words that somebody who knows a person, or their facility, tries first as a password."""

import unicodedata
from collections.abc import Iterable

from parloir.accounts.models import User
from parloir.credentials.teams import TEAMS
from parloir.facilities.models import Agency, Facility
from parloir.typed_text.phone_numbers import forms_of_phone

SHORTEST_WORD = 3
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def folded(text: str) -> str:
    """Return the text in lower case, without accents and without spaces."""
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    return "".join(
        sign for sign in decomposed if not unicodedata.combining(sign) and not sign.isspace()
    )


def words_in(texts: Iterable[object]) -> frozenset[str]:
    """Return the folded words of these texts, without signs and without very short ones."""
    words: set[str] = set()
    for text in texts:
        spaced = "".join(sign if sign.isalnum() else " " for sign in str(text))
        words.update(folded(word) for word in spaced.split())
    return frozenset(word for word in words if len(word) >= SHORTEST_WORD)


def words_of_facilities() -> frozenset[str]:
    """Return the words in the names and places of all facilities and counties, the names of teams,
    and our own name."""
    rows = Facility.objects.values_list("name", "official_name", "city", "state__name")
    agencies = Agency.objects.values_list("name", flat=True)
    return words_in(["Parloir", *agencies, *(text for row in rows for text in row)]) | TEAMS


def words_about(user: User | None) -> frozenset[str]:
    """Return the words of this person's own data. Who is registering has no visitor yet."""
    if user is None:
        return frozenset()
    texts: list[object] = [user.email, user.full_name]
    texts += [form for text in user.own_data for form in forms_of_phone(text)]
    visitor = getattr(user, "visitor", None)
    if visitor is not None:
        names = ("first_name", "last_name", "street", "city", "region")
        texts += [getattr(visitor, name) for name in names]
        texts += forms_of_phone(visitor.phone)
    return words_in(texts)
