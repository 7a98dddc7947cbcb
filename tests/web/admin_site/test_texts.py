"""An administrator writes a facility's own texts, one for each language of the settings."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.sanctions.models import GroundText
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/sanctions/ground/add/"
LIST = "/admin/sanctions/ground/"


@pytest.fixture(autouse=True)
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def client(jail):
    return signed_in(make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True))


def address_of(ground):
    return reverse("admin:sanctions_ground_change", args=[ground.pk])


def rows_on(page):
    """Return each row's label, language and text."""
    found = BeautifulSoup(page.content, "html.parser")
    rows = []
    for field in found.select("input[name$=-text]"):
        if "__prefix__" in field["name"]:
            continue
        language = found.select_one(f"input[name={field['name'][:-4]}language]")
        label = found.select_one(f"label[for={field['id']}]")
        rows.append((label.text.strip(" :"), language["value"], field.get("value", "")))
    return rows


def typed(*rows, known=()):
    """Return a form with these languages and texts; `known` are the existing rows."""
    form = {"texts-TOTAL_FORMS": len(rows), "texts-INITIAL_FORMS": len(known)}
    for place, (language, text) in enumerate(rows):
        form |= {f"texts-{place}-language": language, f"texts-{place}-text": text}
    for place, text in enumerate(known):
        form |= {f"texts-{place}-id": text.pk, f"texts-{place}-ground": text.ground_id}
    return form | {"code": "smoking", "counts": "on", "in_use": "on"}


def written():
    return list(GroundText.objects.values_list("language", "text"))


def test_there_is_a_row_for_each_language(client, settings):
    assert rows_on(client.get(ADD)) == [("English", "en", ""), ("Español", "es", "")]
    settings.LANGUAGES = [*settings.LANGUAGES, ("ht", "Kreyòl ayisyen")]
    assert rows_on(client.get(ADD))[2:] == [("Kreyòl ayisyen", "ht", "")]


def test_languages_without_a_text_come_after_those_with_one(client, jail):
    ground = make_ground(jail, texts={"es": "Fumar"})
    page = client.get(address_of(ground))
    assert rows_on(page) == [("Español", "es", "Fumar"), ("English", "en", "")]


def test_texts_are_kept_and_an_empty_row_is_none(client, jail):
    client.post(ADD, typed(("en", "Smoking"), ("es", "")) | {"facility": jail.pk})
    assert written() == [("en", "Smoking")]


def test_a_text_is_changed_and_one_more_is_added(client, jail):
    ground = make_ground(jail, texts={"en": "Smoke"})
    form = typed(("en", "Smoking"), ("es", "Fumar"), known=ground.texts.all())
    assert client.post(address_of(ground), form).status_code == 302
    assert written() == [("en", "Smoking"), ("es", "Fumar")]


@pytest.mark.parametrize(
    ("of_facility", "languages", "needed"),
    [
        ("", ["es"], "English"),
        ("es", ["en"], "Español"),
        ("", [], "English"),
        ("ht", ["es"], "English"),  # a language that is no longer offered
    ],
)
def test_the_fallback_must_be_written(client, jail, of_facility, languages, needed):
    jail.language = of_facility
    jail.save()
    rows = [(code, "text" if code in languages else "") for code in ("en", "es")]
    page = client.post(ADD, typed(*rows) | {"facility": jail.pk})
    assert f"Write it in {needed} too" in page.content.decode()
    assert written() == []


def test_the_fallback_is_not_taken_away(client, jail):
    ground = make_ground(jail)
    rows = typed(("en", "Smoking"), ("es", "Fumar"), known=ground.texts.all())
    page = client.post(address_of(ground), rows | {"texts-0-DELETE": "on"})
    assert "Write it in English too" in page.content.decode()
    client.post(address_of(ground), rows | {"texts-1-DELETE": "on"})
    assert written() == [("en", "Smoking")]


@pytest.mark.parametrize("second", ["en", "xx", ""])
def test_a_language_is_offered_and_written_once(client, jail, second):
    page = client.post(ADD, typed(("en", "Smoking"), (second, "Fumar")) | {"facility": jail.pk})
    assert page.status_code == 200
    assert written() == []


def test_without_a_facility_that_is_what_is_said(client):
    page = client.post(ADD, typed(("es", "Fumar")))
    assert "This field is required." in page.content.decode()
    assert "Write it in" not in page.content.decode()


def test_a_text_of_a_language_that_is_no_longer_offered_waits(client, jail):
    ground = make_ground(jail, texts={"en": "Smoking", "ht": "Lafimen"})
    page = client.get(address_of(ground))
    assert [language for _label, language, _text in rows_on(page)] == ["en", "es"]
    form = typed(("en", "Smoking"), ("es", "Fumar"), known=ground.texts.filter(language="en"))
    client.post(address_of(ground), form)
    assert written() == [("en", "Smoking"), ("ht", "Lafimen"), ("es", "Fumar")]


def test_the_list_asks_as_often_for_many_as_for_one(client, jail):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert "Smoking" in client.get(LIST).content.decode()
        return len(asked)

    make_ground(jail)
    queries()  # the look is recorded once
    with_one = queries()
    make_ground(jail, "shouting")
    make_ground(jail, "eating")
    assert queries() == with_one
