from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def test_the_page_of_states_is_what_the_tables_say():
    out = StringIO()
    call_command("state_diagrams", stdout=out)
    page = Path(settings.ROOT) / "docs" / "reference" / "states.md"
    assert page.read_text() == out.getvalue()
