"""Mail that waits is counted, but never a year of it."""

import pytest

from parloir.liveness import readiness as counted
from parloir.liveness.readiness import readiness
from parloir.notices.operations import enqueue_notice

pytestmark = pytest.mark.django_db


def said_with(waiting, now):
    for _ in range(waiting):
        enqueue_notice("code", email="somebody@example.test", language="en", now=now)
    (mail,) = (part for part in readiness(now=now) if part.name == "mail")
    return mail.sentence


@pytest.mark.parametrize(
    ("waiting", "sentence"),
    [
        (2, "Mail is not configured: 2 notices wait to be sent."),
        (3, "Mail is not configured: 3 notices or more wait to be sent."),
        (4, "Mail is not configured: 3 notices or more wait to be sent."),
    ],
)
def test_from_a_number_on_the_rest_is_not_counted(waiting, sentence, now, monkeypatch):
    monkeypatch.setattr(counted, "MOST_COUNTED", 3)
    assert said_with(waiting, now) == sentence
