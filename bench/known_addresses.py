"""Whether the clock tells if an email address has an account, in the suite `security`.

For each address that is asked about, the whole way is gone: a wrong password, a forgotten one, a
wrong code, registering, a wrong code again. Each request comes from a network address of its own,
as with an attacker who has many.
"""

import http.client
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlencode

from bench.figures import Figure, MeasurementFailed, median
from bench.surroundings import environment_of
from tests.stage.house import House
from tests.stage.inside import Inside, InsideFailed

ROUNDS = 200
WARM_UP = 10
KNOWN, UNKNOWN, OTHER_KNOWN = "known", "unknown", "another known"
KINDS = (KNOWN, UNKNOWN, OTHER_KNOWN)
TOKEN = "a" * 32
"""Against cross-site requests: the cookie and the form have to have the same one."""
FIRST_ADDRESS = IPv4Address("10.0.0.1")
SEED = 46


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the way: what is sent to which path, and the status of its answer."""

    name: str
    path: str
    fields: tuple[tuple[str, str], ...]
    status: int

    def body(self, email: str) -> str:
        sent = {name: value.format(email=email) for name, value in self.fields}
        return urlencode({**sent, "csrfmiddlewaretoken": TOKEN})


STEPS = (
    Step("sign-in", "/account/login/", (("login", "{email}"), ("password", "wrong one")), 200),
    Step("forgotten password", "/account/password/reset/", (("email", "{email}"),), 302),
    Step("code", "/account/password/reset/confirm/", (("code", "00000000"),), 200),
    Step("registering", "/register/", (("email", "{email}"),), 302),
    Step("code for registering", "/register/code/", (("code", "00000000"),), 200),
)
Times = Mapping[str, Sequence[float]]
"""Milliseconds of the answers about each kind of address."""


def measure_known_addresses(rounds: int = ROUNDS) -> dict[str, Figure]:
    """Measure in a house of its own, since all requests come through a proxy that it trusts."""
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as folder:
        house = House(Path(folder), environment={"PARLOIR_TRUSTED_PROXIES": "127.0.0.1"})
        try:
            house.start()
            return {"known_address_time_ratio": figure_of(_times_in(house, rounds))}
        except (AssertionError, InsideFailed, OSError) as failure:
            raise MeasurementFailed(f"known addresses: {failure}") from failure
        finally:
            house.stop()


def figure_of(times: Mapping[str, Times]) -> Figure:
    """Return the worst ratio of all steps, with that of two groups of known addresses."""
    return Figure(
        value=max(ratio_of(step[UNKNOWN], step[KNOWN]) for step in times.values()),
        baseline=max(ratio_of(step[OTHER_KNOWN], step[KNOWN]) for step in times.values()),
        n=min(len(step[KNOWN]) for step in times.values()),
    )


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return how many times the smaller median the larger one is: never below 1."""
    one, other = median(ours), median(theirs)
    return max(one, other) / min(one, other)


def _times_in(house: House, rounds: int) -> dict[str, Times]:
    with Inside(environment_of(house)) as inside:
        known = inside.call("bench.inside_security:known_addresses", count=2 * (rounds + WARM_UP))
    orders = random.Random(SEED)  # noqa: S311 - only the order of requests
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number in range(rounds + WARM_UP):
        emails = dict(
            zip(KINDS, (known[2 * number], _unknown(number), known[2 * number + 1]), strict=True)
        )
        browsers = {
            kind: Browser(house.port, 3 * number + place) for place, kind in enumerate(KINDS)
        }
        for step in STEPS:
            for kind in orders.sample(KINDS, len(KINDS)):
                took = browsers[kind].post(step, emails[kind])
                if number >= WARM_UP:
                    times[step.name][kind].append(took)
    return dict(times)


def _unknown(number: int) -> str:
    """Return an address that differs from the known ones in nothing but that nobody has it."""
    return f"nobody-{number:04d}@bench.example"


@dataclass
class Browser:
    """A browser at a network address of its own, which keeps its cookies."""

    port: int
    number: int
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": TOKEN})

    def post(self, step: Step, email: str) -> float:
        """Send the request on a new connection. Return the milliseconds until its answer was read.

        The connection is open before the time begins.
        """
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": str(FIRST_ADDRESS + self.number),
        }
        body = step.body(email)
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        with closing(connection):
            connection.connect()
            began = time.perf_counter()
            connection.request("POST", step.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - began) * 1000
        assert answer.status == step.status, f"{step.name}: status {answer.status}"
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return took
