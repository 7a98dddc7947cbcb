import signal
import subprocess

from launcher.reaping import record_process
from launcher.restarting import restart


def test_the_recorded_process_is_ended_and_no_other(tmp_path):
    with subprocess.Popen(["sleep", "60"]) as recorded, subprocess.Popen(["sleep", "60"]) as other:
        record_process(tmp_path, "janus", recorded.pid)

        assert restart(tmp_path, "janus") is True

        assert recorded.wait(timeout=10) == -signal.SIGKILL
        assert other.poll() is None
        other.kill()


def test_a_process_that_is_gone_is_left_alone(tmp_path):
    with subprocess.Popen(["true"]) as gone:
        record_process(tmp_path, "janus", gone.pid)
        gone.wait(timeout=10)

    assert restart(tmp_path, "janus") is False
    assert restart(tmp_path, "web") is False
