"""Sentences with a number in them, for a browser that cannot ask gettext.

A language has as many forms as it likes: English two, Polish three, Arabic six. The browser is
sent every form once, and a table that says which one each number takes. So it knows no language,
and one that its `Intl.PluralRules` has never heard of works as well.
"""

from collections.abc import Callable, Mapping

Counted = Callable[[int], str]
"""The sentence for a number, with `{n}` where the number goes."""

Words = dict[str, str | Counted]
"""Sentences by their keys."""

NUMBERS = range(200)
"""Above a hundred, languages look at the last two digits alone: 222 takes the form of 122."""


def forms_of(counted: Mapping[str, Counted]) -> dict[str, str]:
    """`days_0`, `days_1` and so on for the form of `days`, and `number_forms`, with a digit for
    each of NUMBERS. The first form is that of one."""
    said = [tuple(sentence(n) for sentence in counted.values()) for n in NUMBERS]
    forms = list(dict.fromkeys([said[1], *said]))
    words = {
        f"{stem}_{place}": text
        for place, form in enumerate(forms)
        for stem, text in zip(counted, form, strict=True)
    }
    return words | {"number_forms": "".join(str(forms.index(form)) for form in said)}
