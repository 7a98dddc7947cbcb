"""Sentences with a number in them, for a browser, which has no gettext.

The number of plural forms depends on the language: English has two, Polish three, Arabic six. The
browser receives every form once, and a table of the form that each number takes. So it needs no
knowledge of the language, and a language that its `Intl.PluralRules` does not know works as well.
"""

from collections.abc import Callable, Mapping

PluralString = Callable[[int], str]
"""Returns the sentence for a number, with `{n}` where the number goes."""

UiStrings = dict[str, str | PluralString]
"""Sentences by key."""

NUMBERS = range(200)
"""Above a hundred, the form depends on the last two digits alone: 222 takes the form of 122."""


def plural_forms(plurals: Mapping[str, PluralString]) -> dict[str, str]:
    """Return every form of each sentence, and the form of each number.

    The forms of `days` are `days_0`, `days_1` and so on; the first is the form of one.
    `number_forms` is a string with a digit, the form, for each of NUMBERS.
    """
    sentences = [tuple(sentence(n) for sentence in plurals.values()) for n in NUMBERS]
    forms = list(dict.fromkeys([sentences[1], *sentences]))
    strings = {
        f"{stem}_{place}": text
        for place, form in enumerate(forms)
        for stem, text in zip(plurals, form, strict=True)
    }
    return strings | {"number_forms": "".join(str(forms.index(form)) for form in sentences)}
