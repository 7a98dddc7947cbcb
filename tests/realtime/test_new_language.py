"""A live surface also uses a language that is one directory and one entry."""

import pytest

from tests.locale.invented import CODE, FORM_OF, NAME, invented_language, marked
from tests.realtime.browsers import string_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def new_language(tmp_path_factory):
    with invented_language(tmp_path_factory.mktemp("languages")):
        yield


async def test_a_monitor_offers_it_and_says_everything_in_it(scene):
    monitor = await scene.monitor()
    offered = (await monitor.sees("pin"))["languages"]
    assert offered[-1] == {"code": CODE, "name": NAME, "current": False}

    await monitor.does("set_language", lang=CODE)
    strings = (await monitor.hear(lambda m: m["type"] == "ui_strings" and m["lang"] == CODE))[
        "strings"
    ]
    assert {n: string_of(strings, "digits_entered", n) for n in FORM_OF} == {
        n: marked("{n} digits of 8 entered" if form else "{n} digit of 8 entered", form)
        for n, form in FORM_OF.items()
    }
    await monitor.sees_where(lambda s: s["languages"][-1]["current"])
    await monitor.does("enter_pin", pin=scene.pin)
    assert (await monitor.sees("greet"))["title"].startswith("«")


async def test_a_language_that_is_not_offered_is_refused(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    await monitor.send(type="intent", id="s", name="set_language", args={"lang": "qab"})
    assert (await monitor.hears("error"))["code"] == "bad_arguments"
