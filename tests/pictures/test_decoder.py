"""The helper process: what it is allowed, and what happens when it dies or takes too long."""

import io
import os
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from PIL import Image

from parloir.pictures import decoder
from parloir.pictures.decoder import ROOT, Decoder
from parloir.pictures.frames import BrokenFrame, read_frame, write_frame
from parloir.pictures.helper import MOST_MEMORY
from parloir.pictures.refusals import ImageRefused
from tests.stage.open_ports import open_ports
from tests.stage.waiting import wait_until

Reason = ImageRefused.Reason

# A helper that does what its job says, in place of decoding.
STAND_IN = """
import os, sys, time
from parloir.pictures.frames import read_frame, write_frame
place = 0
while (job := read_frame(sys.stdin.buffer)) is not None:
    head, content = job
    place += 1
    if head["do"] == "die":
        os._exit(3)
    if head["do"] == "hang":
        time.sleep(600)
    if head["do"] == "wait":
        while not os.path.exists(head["file"]):
            time.sleep(0.005)
    if head["do"] == "garble":
        sys.stdout.buffer.write(b"\\xff" * 8)
        sys.stdout.buffer.flush()
    if head["do"] == "refuse":
        write_frame(sys.stdout.buffer, {"refused": head["reason"]})
    write_frame(sys.stdout.buffer, {"pid": os.getpid(), "place": place}, content)
"""


def stand_in() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-S", "-c", STAND_IN],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@pytest.fixture
def with_stand_in():
    """Return a function that makes a decoder with the stand-in. All end with the test."""
    made = []

    def make(**options) -> Decoder:
        made.append(Decoder(start=stand_in, **options))
        return made[-1]

    yield make
    for one in made:
        if one.helper is not None:
            one.helper.kill()
            one.helper.wait()


def refusal(ask: Decoder, head: dict[str, str]) -> Reason:
    with pytest.raises(ImageRefused) as caught:
        ask.ask(head, b"")
    return caught.value.reason


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), "tan").save(out, "JPEG")
    return out.getvalue()


def test_one_helper_does_one_job_after_another(with_stand_in):
    ask = with_stand_in()
    (first, content), (second, _) = ask.ask({"do": "it"}, b"a"), ask.ask({"do": "it"}, b"b")
    assert content == b"a"
    assert first["pid"] == second["pid"]


@pytest.mark.parametrize("job", ["die", "garble"])
def test_helper_that_fails_refuses_that_picture_and_is_started_again(with_stand_in, job):
    ask = with_stand_in()
    before, _ = ask.ask({"do": "it"}, b"")
    assert refusal(ask, {"do": job}) == Reason.NOT_DECODED
    after, content = ask.ask({"do": "it"}, b"next")
    assert content == b"next"
    assert after["pid"] != before["pid"]


def test_picture_that_takes_too_long_is_refused_and_its_helper_ended(with_stand_in):
    ask = with_stand_in(seconds=0.3)
    assert refusal(ask, {"do": "hang"}) == Reason.NOT_DECODED
    assert ask.helper is None


def test_helper_that_died_between_two_pictures_costs_no_picture(with_stand_in):
    ask = with_stand_in()
    ask.ask({"do": "it"}, b"")
    assert ask.helper is not None
    ask.helper.kill()
    ask.helper.wait()
    assert ask.ask({"do": "it"}, b"again")[1] == b"again"


def test_helper_that_cannot_be_started_refuses_until_it_can():
    can_start = threading.Event()

    def start():
        if not can_start.is_set():
            raise BlockingIOError("no process is left")
        return stand_in()

    ask = Decoder(start=start)
    assert refusal(ask, {"do": "it"}) == Reason.NOT_DECODED
    can_start.set()
    assert ask.ask({"do": "it"}, b"now")[1] == b"now"
    assert ask.helper is not None
    ask.helper.kill()
    ask.helper.wait()


def test_helper_without_work_ends(with_stand_in):
    ask = with_stand_in(seconds_without_work=0.05)
    ask.ask({"do": "it"}, b"")
    wait_until(lambda: ask.helper is None, "the helper to end")
    assert ask.ask({"do": "it"}, b"more")[1] == b"more"


def test_more_pictures_than_may_wait_are_refused_and_urgent_ones_are_next(with_stand_in, tmp_path):
    ask, opened = with_stand_in(most_waiting=2), tmp_path / "opened"
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(ask.ask, {"do": "wait", "file": str(opened)}, b"")
        wait_until(lambda: ask.helper is not None and ask._jobs.empty(), "the first to be done")
        ordinary = pool.submit(ask.ask, {"do": "it"}, b"")
        wait_until(lambda: ask._jobs.qsize() == 1, "the second to wait")
        urgent = pool.submit(ask.ask, {"do": "it"}, b"", is_urgent=True)
        wait_until(ask._jobs.full, "the third to wait")
        assert refusal(ask, {"do": "it"}) == Reason.TOO_MANY_WAITING
        opened.touch()
        places = [one.result()[0]["place"] for one in (first, urgent, ordinary)]
    assert places == [1, 2, 3]


@pytest.mark.parametrize(("word", "reason"), [("too_small", "too_small"), ("?", "not_decoded")])
def test_reasons_come_from_the_helper_and_unknown_ones_say_nothing(with_stand_in, word, reason):
    assert refusal(with_stand_in(), {"do": "refuse", "reason": word}) == reason


@pytest.mark.parametrize(
    "said",
    [
        b"\0",
        b"\0\0\0\2\0\0\0\0{",
        b"\0\0\0\2\0\0\0\1{}",
        b"\0\0\0\2\0\0\0\0[]",
        b"\0\0\0\1\0\0\0\0x",
        b"\xff" * 100,
    ],
)
def test_what_is_no_message_is_not_read_as_one(said):
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(said))


def test_message_is_read_as_it_was_written():
    stream = io.BytesIO()
    write_frame(stream, {"texts": ["ñ"]}, b"\0\1")
    stream.seek(0)
    assert read_frame(stream) == ({"texts": ["ñ"]}, b"\0\1")
    assert read_frame(stream) is None


# --- The real helper --------------------------------------------------------------------------


def test_helper_has_no_secret_little_memory_and_no_means(monkeypatch):
    monkeypatch.setenv("PARLOIR_SECRET_KEY", "do-not-tell")
    ask = Decoder()
    ask.ask({"do": "clean", "shortest_side": 10}, jpeg())
    helper = ask.helper
    assert helper is not None
    try:
        assert psutil.Process(helper.pid).environ() == {"LANG": "C.UTF-8"}
        assert len(psutil.Process(helper.pid).open_files()) == 0
        assert open_ports([psutil.Process(helper.pid)]) == set()
        limits = {
            resource.RLIMIT_DATA: MOST_MEMORY,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_NPROC: 0,
            resource.RLIMIT_CORE: 0,
        }
        for which, most in limits.items():
            assert resource.prlimit(helper.pid, which) == (most, most)
        assert 0 < resource.prlimit(helper.pid, resource.RLIMIT_CPU)[0] < 60
        assert os.getpriority(os.PRIO_PROCESS, helper.pid) > os.getpriority(os.PRIO_PROCESS, 0)
        helper.send_signal(signal.SIGTERM)  # as a supervisor sends to the whole group
        assert ask.ask({"do": "clean", "shortest_side": 10}, jpeg())[1]
        assert ask.helper is helper
    finally:
        helper.kill()
        helper.wait()


ASKS_AND_WAITS = """
import sys, time
from parloir.pictures import decoder
decoder.clean(sys.stdin.buffer.read(), shortest_side=10)
print(decoder._the_decoder.helper.pid, flush=True)
time.sleep(600)
"""


def test_helper_ends_with_its_parent_however_that_ends():
    parent = subprocess.Popen(
        [sys.executable, "-c", ASKS_AND_WAITS],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(jpeg())
        parent.stdin.close()
        helper = psutil.Process(int(parent.stdout.readline()))
        assert helper.is_running()
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not _lives(helper), "the helper to end")


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_forked_process_does_not_use_its_parents_helper():
    decoder.clean(jpeg(), shortest_side=10)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"none" if decoder._the_decoder is None else b"one")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 10) == b"none"
    os.close(reading)
    os.close(writing)
