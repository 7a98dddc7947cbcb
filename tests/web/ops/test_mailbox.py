from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

NAME = "00000000000000000001-0a1b2c3d.eml"


@pytest.fixture
def folder(settings) -> Path:
    settings.DEMO = True
    settings.MAILBOX_DIR.mkdir()
    return settings.MAILBOX_DIR


@pytest.fixture
def mail(folder) -> str:
    message = EmailMessage()
    message["Subject"] = "Your visit"
    message["To"] = "maria@example.org"
    message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0000"
    message.set_content("Your PIN is 1234 5678.\nhttp://localhost:8000/register/?code=123456\n")
    message.add_alternative(
        "<html><head><title>x</title></head><body><script>bad()</script>PIN</body></html>",
        subtype="html",
    )
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar",
                           filename="visit.ics")  # fmt: skip
    (folder / NAME).write_bytes(message.as_bytes())
    return NAME


def test_mails_are_listed_newest_first_and_by_address(folder, mail):
    later = (folder / NAME).read_bytes().replace(b"maria@", b"ruth@")
    (folder / "00000000000000000002-0a1b2c3d.eml").write_bytes(later)

    every = Client().get(reverse("mailbox"))
    one = Client().get(reverse("mailbox"), {"to": "Maria@example.org"})

    assert [found.to for found in every.context["mails"]] == [
        "ruth@example.org",
        "maria@example.org",
    ]
    assert [found.to for found in one.context["mails"]] == ["maria@example.org"]


def test_a_mail_is_read_with_links_to_press(mail):
    page = Client().get(reverse("mail", args=[mail])).content.decode()

    assert "1234 5678" in page
    assert 'href="http://localhost:8000/register/?code=123456"' in page
    assert "visit.ics" in page


def test_the_designed_part_runs_no_script(mail):
    answer = Client().get(reverse("mail_html", args=[mail]))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert '<base target="_top">' in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_attachments_are_taken_out(mail):
    answer = Client().get(reverse("mail_attachment", args=[mail, 0]))

    assert answer.content == b"BEGIN:VCALENDAR"
    assert 'filename="visit.ics"' in answer["Content-Disposition"]
    assert Client().get(reverse("mail_attachment", args=[mail, 1])).status_code == 404


@pytest.mark.parametrize("name", ["..%2Fdemo.json", "demo.json", "x.eml", ".1-a.eml"])
def test_no_other_file_is_read(folder, name):
    (folder / "x.eml").write_text("secret")

    assert Client().get(f"/mailbox/{name}/").status_code == 404


def test_there_is_no_mailbox_without_the_demo(settings, mail):
    settings.DEMO = False

    for address in (
        reverse("mailbox"),
        reverse("mail", args=[mail]),
        reverse("mail_html", args=[mail]),
        reverse("mail_attachment", args=[mail, 0]),
    ):
        assert Client().get(address).status_code == 404


def test_an_empty_folder_says_so(settings):
    settings.DEMO = True

    assert "No mail has arrived yet." in Client().get(reverse("mailbox")).content.decode()
