"""What is held against a visitor, and the appeal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parloir.sanctions.models import Appeal, Review
from parloir.sides import Side
from parloir.workflows.decisions import decide_appeal, decide_review, dismiss_violation
from tests.factories.moments import MONDAY, at
from tests.factories.people import SUPERVISOR, make_visitor
from tests.factories.sanctions import make_restriction, make_violation

URL = "/restrictions/"


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.fixture
def restriction(jail, visitor):
    return make_restriction(jail, visitor=visitor)


def appeal_url(restriction) -> str:
    return reverse("appeal_restriction", args=[restriction.public_id])


def paper_url(restriction) -> str:
    return reverse("appeal_on_paper", args=[restriction.public_id])


def test_without_anything_on_record_it_says_so(signed_in):
    assert "Nothing restricts your visits." in text_of(signed_in.get(URL))


def test_the_visitor_reads_ground_date_facility_last_day_and_what_to_do(signed_in, restriction):
    page = text_of(signed_in.get(URL))
    assert "Use of a cell phone or camera within frame" in page
    assert "Monday, 11 May 2026" in page
    assert "Jackson County Jail" in page
    assert "until and including Sunday, 9 August 2026" in page
    assert "You can appeal once, until and including Wednesday, 10 June 2026." in page
    assert appeal_url(restriction) in page
    assert paper_url(restriction) in page


def test_the_inmates_conduct_and_other_peoples_cases_are_not_shown(signed_in, jail, visitor):
    make_violation(jail, visitor=visitor, conduct={Side.INMATE})
    make_restriction(jail)
    assert "Nothing restricts your visits." in text_of(signed_in.get(URL))


def test_an_appeal_is_sent_and_shown_with_its_deadline(signed_in, restriction):
    page = signed_in.post(appeal_url(restriction), {"text": "It was a calculator."}, follow=True)
    assert "We have your appeal. We write to you by Monday, 25 May 2026." in text_of(page)
    assert "You appealed on Monday, 11 May 2026." in text_of(page)
    assert appeal_url(restriction) not in text_of(page)
    assert Appeal.objects.get().text == "It was a calculator."


def test_an_empty_appeal_is_not_sent(signed_in, restriction):
    page = signed_in.post(appeal_url(restriction), {"text": "  "})
    assert page.status_code == 422
    assert "Write what you want us to know." in text_of(page)
    assert Appeal.objects.count() == 0


def test_a_second_appeal_changes_nothing_and_says_so(signed_in, restriction):
    signed_in.post(appeal_url(restriction), {"text": "First."})
    page = signed_in.post(appeal_url(restriction), {"text": "Second."}, follow=True)
    assert "You have appealed this restriction before." in text_of(page)
    assert Appeal.objects.get().text == "First."


@pytest.mark.parametrize(("days", "in_time"), [(30, True), (31, False)])
def test_after_the_last_day_there_is_nothing_to_press(
    signed_in, restriction, monkeypatch, days, in_time
):
    then = at(MONDAY + timedelta(days=days), 23, 59)
    monkeypatch.setattr("parloir.web.visitor.restrictions.current_time", lambda: then)
    assert (appeal_url(restriction) in text_of(signed_in.get(URL))) is in_time
    page = signed_in.post(appeal_url(restriction), {"text": "Late."}, follow=True)
    assert ("The last day to appeal this restriction was" in text_of(page)) is not in_time
    assert Appeal.objects.exists() is in_time


def test_somebody_elses_restriction_is_unknown(signed_in, jail):
    theirs = make_restriction(jail, visitor=make_visitor())
    for url in (appeal_url(theirs), paper_url(theirs)):
        assert signed_in.get(url).status_code == 404
    assert signed_in.post(appeal_url(theirs), {"text": "No."}).status_code == 404
    assert Appeal.objects.count() == 0


def test_the_paper_says_whose_it_is_where_it_goes_and_by_when(signed_in, restriction, visitor):
    page = text_of(signed_in.get(paper_url(restriction)))
    for words in (
        visitor.full_name, restriction.public_id, "1300 Cherry Street",
        "It has to arrive by Wednesday, 10 June 2026.", "Signature",
    ):  # fmt: skip
        assert words in page


def test_what_was_decided_is_shown_with_its_reason(signed_in, restriction):
    signed_in.post(appeal_url(restriction), {"text": "It was a calculator."})
    decide_appeal(
        appeal=Appeal.objects.get(), decision=Appeal.Decision.OVERTURN,
        reason="I have looked at the picture.", until_date=None, by=SUPERVISOR,
        now=at(MONDAY, 12),
    )  # fmt: skip
    page = text_of(signed_in.get(URL))
    assert "I have looked at the picture." in page
    assert "It was dismissed: nothing is held against you." in page
    assert "Nothing restricts your visits." in page


def test_a_dismissed_violation_and_a_warning_are_under_what_is_over(signed_in, jail, visitor):
    warned = make_violation(jail, visitor=visitor, ground="other")
    decide_review(
        review=warned.review, decision=Review.Decision.WARN, reason="He sang too loudly.",
        until_date=None, by=SUPERVISOR, now=at(MONDAY, 12),
    )  # fmt: skip
    gone = make_violation(jail, visitor=visitor, day=MONDAY - timedelta(days=1))
    dismiss_violation(violation=gone, reason="An error.", by=SUPERVISOR, now=at(MONDAY, 12))
    page = text_of(signed_in.get(URL))
    assert "He sang too loudly." in page
    assert "It is on record, and nothing else follows: you can book visits." in page
    assert "An error." in page


def test_the_first_page_and_my_visits_lead_here(signed_in, restriction):
    for address in ("/", "/visits/"):
        assert f'href="{URL}"' in text_of(signed_in.get(address))


def test_the_page_asks_as_often_for_many_as_for_one(
    signed_in, jail, visitor, restriction, django_assert_num_queries,
    django_assert_max_num_queries,
):  # fmt: skip
    signed_in.get(URL)
    with django_assert_max_num_queries(15) as one:
        signed_in.get(URL)
    for days in (1, 2, 3):
        make_violation(jail, visitor=visitor, day=MONDAY + timedelta(days=days))
    with django_assert_num_queries(len(one)):
        signed_in.get(URL)


def test_signed_out_one_signs_in_first(client):
    assert client.get(URL)["Location"] == f"/account/login/?next={URL}"
