import pytest

from parloir.throttling.models import Attempt
from parloir.throttling.operations import Limit, try_once
from tests.factories.at_once import all_at_once
from tests.factories.moments import MINUTE

pytestmark = pytest.mark.django_db(transaction=True)

THREE_A_MINUTE = Limit("three-a-minute", times=3, window=MINUTE)


def test_of_many_at_once_as_many_are_let_through_as_the_limit_has_left(now):
    results = all_at_once(
        [lambda: try_once(THREE_A_MINUTE, key="someone", now=now) for _ in range(8)]
    )
    assert sorted(map(str, results)) == sorted(["None"] * 3 + [str(now + MINUTE)] * 5)
    assert Attempt.objects.count() == 3
