"""Markup of forms: each field with its label, its errors, and a link to it."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template import Context, Template
from django.utils import translation

from parloir.web.fields import MemorableDateField
from parloir.web.templatetags import uswds


class Everything(forms.Form):
    name = forms.CharField(label="Full name", help_text="As on your ID.")
    email = forms.EmailField(label="Email address")
    born = MemorableDateField(label="Date of birth")
    state = forms.ChoiceField(label="State", choices=[("", "Choose"), ("MO", "Missouri")])
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "On-site"), ("b", "Remote")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Monday")], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    photo = forms.FileField(label="Photo")
    agree = forms.BooleanField(label="I have read this")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def soup_of(form):
    return BeautifulSoup(str(form), "html.parser")


def words_of(tag):
    return " ".join(tag.text.split())


def test_every_input_that_is_seen_has_a_label_of_its_own():
    soup = soup_of(Everything())

    seen = [tag for tag in soup(["input", "select", "textarea"]) if tag.get("type") != "hidden"]

    labelled = {label["for"] for label in soup("label")}
    assert [tag["id"] for tag in seen if tag["id"] not in labelled] == []
    assert len(seen) == 13


def test_no_id_is_used_twice():
    ids = [tag["id"] for tag in soup_of(Everything({}))(id=True)]

    assert sorted(ids) == sorted(set(ids))


def test_every_description_that_is_named_is_there():
    soup = soup_of(Everything({}))

    named = {one for tag in soup(attrs={"aria-describedby": True}) for one in described_by(tag)}

    assert named
    assert [one for one in named if soup.find(id=one) is None] == []


def described_by(tag):
    return tag["aria-describedby"].split()


def test_a_form_that_was_not_sent_has_no_summary():
    assert soup_of(Everything()).find(attrs={"data-error-summary": True}) is None


def test_the_summary_goes_to_each_field_that_is_wrong():
    soup = soup_of(Everything({"email": "nobody"}))

    links = soup.find(attrs={"data-error-summary": True})("a")

    assert [link["href"] for link in links] == [
        "#id_name",
        "#id_email",
        "#id_born_0",
        "#id_state",
        "#id_kind_0",
        "#id_days_0",
        "#id_password",
        "#id_photo",
        "#id_agree",
    ]
    assert [link["href"] for link in links if soup.find(id=link["href"][1:]) is None] == []
    assert words_of(links[0]) == "Full name: Please fill this in."
    assert words_of(links[4]) == "Kind: Please choose one of these."


def test_what_is_wrong_with_the_whole_form_is_told_too():
    form = Everything({})
    form.add_error(None, "This email belongs to another account.")

    summary = soup_of(form).find(attrs={"data-error-summary": True})

    assert words_of(summary.li) == "This email belongs to another account."
    assert "10 things need another look" in summary.h2.text


def test_a_sentence_of_the_fields_own_is_kept():
    class Own(forms.Form):
        code = forms.CharField(error_messages={"required": "Type the code from the email."})

    assert "Type the code from the email." in str(Own({}))
    assert "Please fill this in." not in str(Own({}))


def test_the_empty_fields_sentence_follows_the_language_of_the_page():
    with translation.override("es"):
        spanish = uswds.sentences_of(Everything({})["name"])
    english = uswds.sentences_of(Everything({})["name"])

    assert english == ["Please fill this in."]
    assert "This field is required." not in spanish


def test_what_was_typed_is_shown_again_and_a_password_is_not():
    html = str(Everything({"email": "nobody", "note": "<b>", "password": "secret-secret"}))

    assert 'value="nobody"' in html
    assert "&lt;b&gt;" in html
    assert "secret-secret" not in html


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "input"),
        ("born", "date"),
        ("state", "select"),
        ("kind", "radio"),
        ("days", "checkbox"),
        ("note", "textarea"),
        ("password", "password"),
        ("photo", "file"),
        ("agree", "tick"),
    ],
)
def test_each_kind_of_input_is_told_apart(name, kind):
    assert uswds.kind_of(Everything().fields[name].widget) == kind


def test_a_label_can_be_the_heading_of_its_page():
    template = Template("{% load uswds %}{% field form.email as_question=True %}")

    soup = BeautifulSoup(template.render(Context({"form": Everything()})), "html.parser")

    assert soup.h1.label["for"] == "id_email"
    assert len(soup("label")) == 1


@pytest.mark.parametrize(
    ("digits", "shown"), [("48210937", "4821 0937"), ("4821", "4821"), ("48210", "4821 0")]
)
def test_digits_are_grouped_by_fours(digits, shown):
    assert uswds.in_fours(digits) == shown


def test_steps_that_are_reached_are_marked():
    assert uswds.steps_done(3, 4) == [True, True, True, False]
