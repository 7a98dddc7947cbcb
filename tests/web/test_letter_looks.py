"""Every look (inline style) that the letter uses exists, and none is unused."""

import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Template

from parloir.web.templatetags.letters import LOOKS

LETTER = Path(settings.ROOT) / "parloir/web/templates/notices/letter.html"


def test_looks_are_those_that_the_letter_asks_for():
    asked_for = re.findall(r"{% look '([\w-]+)' %}", LETTER.read_text(encoding="utf-8"))

    assert set(asked_for) == set(LOOKS)


def test_look_is_a_line_of_declarations_with_its_quotes_as_they_are():
    rendered = Template("{% load letters %}{% look 'sheet' %}").render(Context())

    assert rendered == (
        "max-width:600px;margin:0 auto;padding:24px 16px;"
        "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;"
        "font-size:18px;line-height:1.5;color:#1c1d1f;"
    )
