from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from parloir.liveness.operations import WORKER, beat
from parloir.media.relay import read_relay_address
from parloir.media_node.relay import RELAY
from parloir.notices.models import MailServerOutage
from parloir.notices.operations import enqueue_notice

PARTS = ("database", "worker", "media", "due_work", "mail", "letters", "zone_data")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    monkeypatch.setattr("parloir.web.ops.health.current_time", lambda: now)


@pytest.fixture
def working(settings, now):
    """Make every part work."""
    settings.EMAIL_HOST = "localhost"
    beat(name=WORKER, facts={"media": True}, now=now)


NOT_PINNED = {
    "ready": True,
    "database_engine": connection.vendor,
    "media_server_pinned": False,
    "parts": dict.fromkeys(PARTS, "ok"),
    "warnings": [],
}


@pytest.fixture
def built_from(settings):
    def say(*, version, sha256, pinned):
        settings.JANUS_VERSION = version
        settings.JANUS_SOURCE_HASH = sha256
        settings.JANUS_PINNED = pinned

    return say


def readyz():
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_healthz_says_that_the_process_is_up(monkeypatch):
    assert Client().get("/healthz").content == b"ok\n"


def test_a_working_house_is_ready(working):
    status, content = readyz()

    assert status == 200
    assert content["ready"] is True
    assert content["parts"] == dict.fromkeys(PARTS, "ok")
    assert content["warnings"] == []


def test_readyz_says_of_the_media_server_only_whether_it_is_a_pinned_one(working, built_from):
    built_from(version="1.5.0", sha256="ab" * 32, pinned=False)
    assert readyz() == (200, NOT_PINNED)

    built_from(version="1.4.1", sha256="cd" * 32, pinned=True)
    assert readyz() == (200, NOT_PINNED | {"media_server_pinned": True})


@pytest.mark.parametrize(
    ("version", "sha256", "pinned", "line"),
    [
        ("1.4.1", "cd" * 32, True, f'pinned="yes",source_sha256="{"cd" * 32}",version="1.4.1"'),
        ("1.4.1", "", False, 'pinned="no",source_sha256="unknown",version="1.4.1"'),
        ("", "", False, 'pinned="no",source_sha256="unknown",version="unknown"'),
    ],
)
def test_figures_say_which_media_server_it_is(built_from, version, sha256, pinned, line):
    built_from(version=version, sha256=sha256, pinned=pinned)

    lines = Client().get("/metrics").content.decode().splitlines()

    told = [one for one in lines if one.startswith("parloir_media_server_info{")]
    assert told == [f"parloir_media_server_info{{{line}}} 1.0"]


def test_mail_that_waits_is_a_warning_and_no_more(working, settings, now):
    settings.EMAIL_HOST = ""
    enqueue_notice("email_code", email="a@example.org", language="en", now=now)

    status, content = readyz()

    assert status == 200
    assert content["warnings"] == ["Mail is not configured: 1 notice waits to be sent."]


def test_a_mail_server_that_is_away_is_a_warning_and_a_figure(working, settings, now):
    settings.EMAIL_HOST = "mail.example.org"
    assert "parloir_mail_server_away_seconds 0.0" in Client().get("/metrics").content.decode()
    MailServerOutage.objects.create(
        since=now - timedelta(hours=2), next_try_at=now, tries=1, last_error="gaierror"
    )

    enqueue_notice("email_code", email="a@example.org", language="en", now=now)

    status, content = readyz()

    assert status == 200
    (warning,) = content["warnings"]
    assert warning.startswith(
        "The mail server has not been reached for 2 hours: 1 notice waits to be sent."
    )
    assert "parloir_mail_server_away_seconds 7200.0" in Client().get("/metrics").content.decode()


def test_without_a_worker_the_house_is_not_ready(settings, now):
    status, content = readyz()

    assert status == 503
    assert content["parts"]["database"] == "ok"
    assert content["parts"]["worker"] != "ok"


@pytest.mark.parametrize(("seconds", "status"), [(9, 200), (11, 503)])
def test_a_worker_is_there_for_ten_seconds_after_its_last_beat(
    working, now, monkeypatch, seconds, status
):
    later = now + timedelta(seconds=seconds)
    monkeypatch.setattr("parloir.web.ops.health.current_time", lambda: later)

    assert readyz()[0] == status


def test_without_media_the_house_is_not_ready(working, now):
    beat(name=WORKER, facts={"media": False}, now=now)

    status, content = readyz()

    assert status == 503
    assert content["parts"]["worker"] == "ok"
    assert content["parts"]["media"] != "ok"


def test_a_lost_database_is_told_without_a_traceback(working, monkeypatch):
    def lost(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("parloir.liveness.readiness.Heartbeat.objects.filter", lost)

    status, content = readyz()

    assert status == 503
    assert content["parts"]["database"] == "The database does not answer."


def test_figures_name_the_parts_and_nobody(working, now):
    enqueue_notice("email_code", email="maria@example.org", language="en", now=now)

    text = Client().get("/metrics").content.decode()

    assert 'parloir_part_up{part="media"} 1.0' in text
    assert "parloir_notices_waiting 1.0" in text
    assert "maria" not in text


@pytest.mark.parametrize(
    "asks",
    [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}],
)
def test_figures_are_for_this_machine_alone(asks):
    assert Client(**asks).get("/metrics").status_code == 403


@pytest.mark.parametrize(("token", "status"), [("right", 200), ("wrong", 403), ("", 403)])
def test_figures_open_elsewhere_with_the_token(settings, token, status):
    settings.METRICS_TOKEN = "right"
    client = Client(REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert client.get("/metrics").status_code == status


def test_an_unset_token_opens_nothing(settings):
    settings.METRICS_TOKEN = ""
    client = Client(REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer ")

    assert client.get("/metrics").status_code == 403


def test_old_zone_data_of_the_system_is_a_warning(working, monkeypatch):
    monkeypatch.setattr("parloir.web.ops.parts.zone_warning", lambda *, now: "It is old.")
    status, content = readyz()
    assert (status, content["ready"]) == (200, True)
    assert content["parts"]["zone_data"] == "It is old."
    assert content["warnings"] == ["It is old."]


def test_figures_say_where_the_relay_answers_and_readiness_does_not_wait_for_it(
    working, settings, now
):
    urls = ["turn:relay.example", "turns:relay.example"]
    settings.TURN_URLS = tuple(read_relay_address(url) for url in urls)
    beat(name=RELAY, facts={urls[0]: True, urls[1]: False}, now=now)

    lines = Client().get("/metrics").content.decode().splitlines()

    assert [one for one in lines if one.startswith("parloir_relay_answers{")] == [
        f'parloir_relay_answers{{url="{urls[0]}"}} 1.0',
        f'parloir_relay_answers{{url="{urls[1]}"}} 0.0',
    ]
    assert not [one for one in lines if one.startswith("parloir_heartbeat") and RELAY in one]
    assert readyz()[0] == 200
