"""The measurement of known and unknown addresses, without a house."""

import pytest
from django.test import Client

from bench.figures import Figure
from bench.inside_security import known_addresses
from bench.known_addresses import (
    FIRST_ADDRESS,
    KNOWN,
    OTHER_KNOWN,
    STEPS,
    TOKEN,
    UNKNOWN,
    figure_of,
    ratio_of,
)
from parloir.accounts.models import User


@pytest.mark.parametrize(
    ("ours", "theirs", "ratio"), [([1, 2, 9], [2, 2, 2], 1), ([4], [2], 2), ([2], [4], 2)]
)
def test_ratio_is_that_of_the_medians_and_never_below_one(ours, theirs, ratio):
    assert ratio_of(ours, theirs) == ratio


def test_figure_is_that_of_the_worst_step_beside_equal_requests():
    times = {
        "one": {KNOWN: [10.0] * 3, UNKNOWN: [11.0] * 3, OTHER_KNOWN: [10.0] * 3},
        "other": {KNOWN: [10.0] * 3, UNKNOWN: [8.0] * 3, OTHER_KNOWN: [12.0] * 3},
    }
    assert figure_of(times) == Figure(value=1.25, baseline=1.2, n=3)


@pytest.fixture
def static_files_by_their_own_names(settings):
    """Names with hashes need collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.mark.django_db
@pytest.mark.usefixtures("static_files_by_their_own_names")
@pytest.mark.parametrize("is_known", [True, False])
def test_every_step_is_answered_as_the_measurement_expects(is_known):
    email = known_addresses(1)[0] if is_known else "nobody@bench.example"
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=str(FIRST_ADDRESS))
    browser.cookies["csrftoken"] = TOKEN
    for step in STEPS:
        answer = browser.post(
            step.path, step.body(email), content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == step.status, step.name
    assert User.objects.filter(email=email).exists() is is_known
