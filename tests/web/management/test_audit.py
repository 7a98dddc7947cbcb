"""`manage.py audit verify` says in a sentence what is wrong, and ends with an error then."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from parloir.audit.actors import CLOCK
from parloir.audit.heads import own_head_file
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.audit.verifying import Fault
from parloir.web.management.commands.audit import _SENTENCES
from parloir.worker.audit_chain import AuditChain
from tests.audit.conftest import without_triggers  # noqa: F401 - a fixture
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db


def happen() -> None:
    record("open", by=CLOCK, on=Thing("thing0000001"), at=NINE_ON_MONDAY)


@pytest.fixture
def sealed() -> AuditEvent:
    happen()
    AuditChain("one").seal(now=NINE_ON_MONDAY)
    return AuditEvent.objects.get()


def said(*heads: str) -> list[str]:
    output = StringIO()
    given = [word for head in heads for word in ("--head", head)]
    call_command("audit", "verify", *given, stdout=output)
    return output.getvalue().splitlines()


def test_audit_verify_says_that_every_event_is_as_it_was_written(sealed):
    assert said() == ["1 events in 1 blocks were compared.", "Every event is as it was written."]


def test_audit_verify_says_from_when_on_events_are_not_sealed(sealed):
    happen()
    since = NINE_ON_MONDAY.strftime("%Y-%m-%d %H:%M:%S UTC")
    assert f"Not sealed yet: 1 events, the first of {since}." in said()


def test_audit_verify_ends_with_an_error_that_names_the_event(sealed, without_triggers):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET outcome = 'refused'")
    with pytest.raises(CommandError, match=f"Event {sealed.pk} was altered. It is in block 1."):
        said()


def test_audit_verify_says_what_it_cannot_notice_without_a_head(sealed):
    copy = own_head_file().rename(own_head_file().with_name("copy.json"))
    assert "does not exist, so an end that was cut off is not noticed" in said()[0]
    assert "give a copy with --head" in said(str(copy))[0]


@pytest.mark.parametrize("text", ["", "{}", '{"block": "x"}', "[]"])
def test_audit_verify_says_that_a_file_is_no_head(sealed, tmp_path, text):
    file = tmp_path / "head.json"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"is not the head of an audit: give another file\."):
        said(str(file))


def test_audit_verify_says_that_a_copy_does_not_exist(sealed, tmp_path):
    with pytest.raises(CommandError, match="does not exist: name the copy"):
        said(str(tmp_path / "nothing.json"))


def test_there_is_a_sentence_for_each_fault():
    assert _SENTENCES.keys() == set(Fault)
