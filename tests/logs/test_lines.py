"""Log lines: where something happened, and no word that came from outside."""

import logging
import sys
import threading
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, OperationalError
from django.test import RequestFactory
from django.urls import ResolverMatch
from hypothesis import given
from hypothesis import strategies as st

from parloir.logs.configuration import configure
from parloir.logs.exceptions import describe as describe_exception
from parloir.logs.lines import LineFormatter
from parloir.logs.requests import describe as describe_request
from parloir.logs.requests import log_answer

MARKER = "Zacharias"


def line(name="parloir.visits", message="A message", *args, error=None, **extra) -> str:
    info = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.LogRecord(name, logging.ERROR, "a/views.py", 7, message, args, info)
    record.__dict__.update(extra)
    return LineFormatter().format(record)


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except BaseException as caught:
        return caught


def test_our_own_message_is_written_whole():
    written = line("parloir.visits.due", "%s failed for %s", "_end_on_time", "abc123def456")
    assert written.endswith("ERROR parloir.visits.due _end_on_time failed for abc123def456")


@pytest.mark.parametrize(
    ("name", "message", "args"),
    [
        ("some.library", "Cannot read %s", (MARKER,)),
        ("some.library", f"Cannot read {MARKER}", ()),
        ("asyncio", f"Task exception was never retrieved\nfuture: <Task {MARKER}>", ()),
        ("py.warnings", "%s", (f"UserWarning: {MARKER}",)),
        ("parloirs", f"Cannot read {MARKER}", ()),
    ],
)
def test_of_a_librarys_message_only_template_and_place_are_written(name, message, args):
    written = line(name, message, *args)
    assert MARKER not in written
    assert f"{name} " in written
    assert "in views, line 7" in written
    assert ("Cannot read %s" in written) == (message == "Cannot read %s")


@pytest.mark.parametrize(
    "error",
    [
        ValueError(MARKER),
        KeyError(MARKER),
        IntegrityError(f"Key (email)=({MARKER}) already exists"),
        FileNotFoundError(2, "No such file", MARKER),
        BaseExceptionGroup(MARKER, [raised(ValueError(MARKER)), KeyError(MARKER)]),
        raised(RuntimeError(MARKER), cause=raised(ValueError(MARKER))),
    ],
)
def test_an_exception_is_written_with_its_class_and_place_and_without_its_words(error):
    written = line(error=raised(error))
    assert MARKER not in written
    assert type(error).__qualname__ in written
    assert "in raised" in written


def test_causes_and_groups_are_written_each():
    grouped = ExceptionGroup("", [raised(ValueError("a")), raised(KeyError("b"))])
    written = describe_exception(raised(grouped, cause=raised(LookupError("c"))))
    for name in ("LookupError", "which led to:", "ValueError", "KeyError"):
        assert name in written


def test_an_exception_that_is_its_own_cause_ends():
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one
    assert describe_exception(one).count("ValueError") == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("database is locked\nDETAIL: Zacharias"), "Error: database is locked"),
        (ConnectionRefusedError(111, "Connection refused"), "Error: Connection refused"),
    ],
)
def test_what_an_operator_can_do_something_about_is_said(error, words):
    assert describe_exception(error).endswith(words)


def asked(path=f"/visits/{MARKER}/?q={MARKER}", *, method="GET", route="", **kwargs):
    request = RequestFactory().generic(method, path)
    if route:
        request.resolver_match = ResolverMatch(print, (), kwargs, url_name=route)
    return request


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf", "django.server"])
def test_djangos_lines_name_the_route(name):
    request = asked(route="my_visit", booking_id="abc123def456")
    written = line(
        name,
        "Not Found: %s",
        request.path,
        request=request,
        status_code=404,
        error=ValueError(MARKER),
    )
    assert MARKER not in written
    assert f"{name} GET my_visit 404" in written


@pytest.mark.parametrize(("status", "has_traceback"), [(400, False), (499, False), (500, True)])
def test_only_a_mistake_of_ours_has_a_traceback(status, has_traceback):
    error = raised(ValueError(MARKER))
    written = line("django.request", "", request=asked(), status_code=status, error=error)
    assert ("Traceback" in written) == has_traceback
    assert "Traceback" in line(error=error)


def test_a_static_file_has_no_access_line(caplog):
    with caplog.at_level(logging.INFO, logger="parloir.access"):
        log_answer(asked("/static/x.css"), status=200, seconds=0.001)
        log_answer(asked("/static/y.css"), status=404, seconds=0.0015)
        log_answer(None, status=400, seconds=1)
    assert [record.getMessage() for record in caplog.records] == [
        "GET unknown 404 in 2 ms",
        "OTHER unknown 400 in 1000 ms",
    ]


@pytest.mark.parametrize(
    ("kwargs", "status", "said"),
    [
        ({"booking_id": "abc123def456"}, 200, "GET r booking_id=abc123def456 200"),
        ({"booking_id": "abc123def456"}, 302, "GET r 302"),
        ({"booking_id": "abc123def456"}, 404, "GET r 404"),
        ({"slug": "jackson", "kind": "onsite"}, 200, "GET r slug=jackson kind=onsite 200"),
        ({"companionship_id": "a1", "signature": "secret"}, 200, "GET r companionship_id=a1 200"),
        ({"booking_id": "José"}, 200, "GET r 200"),
        ({"name": MARKER}, 200, "GET r 200"),
    ],
)
def test_public_ids_are_written_once_the_page_was_found(kwargs, status, said):
    assert describe_request(asked(route="r", **kwargs), status=status) == said


def test_what_has_no_route_or_no_known_method_is_written_so():
    assert describe_request(asked(), status=404) == "GET unknown 404"
    assert describe_request(asked(method=MARKER), status=405) == "OTHER unknown 405"
    assert describe_request(None, status=400) == "OTHER unknown 400"


@given(st.text(min_size=1))
def test_no_address_is_described(path):
    request = SimpleNamespace(method=path, path=path, resolver_match=None)
    assert describe_request(request, status=404) in {"OTHER unknown 404", f"{path} unknown 404"}


def test_what_nobody_caught_is_written_without_words(monkeypatch, capsys):
    for owner in (sys, threading):
        monkeypatch.setattr(owner, "excepthook", owner.__excepthook__)
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    configured = []
    monkeypatch.setattr(logging.config, "dictConfig", configured.append)
    configure({"version": 1})
    assert configured == [{"version": 1}]
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append
    log = logging.getLogger("parloir.uncaught")
    log.addHandler(handler)
    try:
        error = raised(ValueError(MARKER))
        sys.excepthook(type(error), error, error.__traceback__)
        thread = threading.Thread(target=lambda: {}[MARKER])
        thread.start()
        thread.join()
    finally:
        log.removeHandler(handler)
    written = [LineFormatter().format(record) for record in records]
    assert ["ValueError" in written[0], "KeyError" in written[1]] == [True, True]
    assert MARKER not in "".join(written)
    assert MARKER not in capsys.readouterr().err
