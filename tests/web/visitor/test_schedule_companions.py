"""Companions: chosen between inmate and time, kept in the address, booked with the visit."""

from http import HTTPStatus

import pytest

from parloir.bookings.models import Booking
from parloir.people.companions import end_companionship, remove_minor
from parloir.people.models import Companionship, IdentityDocument
from tests.factories.companions import allow_parties, make_child, make_companion
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import as_visitor, make_inmate, make_visitor, set_identity
from tests.factories.places import make_jail

LIMITS = (2, 1), (1, 2)
AT_TEN = f"{at(MONDAY, 10):%Y-%m-%dT%H:%MZ}"
CHILDREN = ("Leo", "Mia", "Max")


def when(inmate, page="", kind="onsite"):
    return f"/schedule/{kind}/{inmate.facility.slug}/{inmate.public_id}/{page}"


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def choice(*people, **more):
    return {"with": [one.public_id for one in people], **more}


@pytest.fixture
def ana(visitor, jail):
    allow_parties(jail, *LIMITS)
    return make_companion(visitor)


@pytest.fixture
def leo(visitor, ana):
    return make_child(visitor)


def search(client, inmate):
    return text_of(client.get(f"/schedule/onsite/{inmate.facility.slug}/", {"q": "jordan"}))


def test_companions_are_asked_for_after_the_inmate_if_there_are_some(signed_in, inmate, ana, leo):
    assert when(inmate, "along/") in search(signed_in, inmate)
    page = text_of(signed_in.get(when(inmate, "along/")))
    assert "Ana Ruiz" in page
    assert "Leo Alvarez" in page
    assert "8 years old" in page
    assert "2 adults and 1 child, or 1 adult and 2 children" in page
    assert "checked" not in page


def test_step_is_skipped_where_the_visitor_has_nobody(signed_in, jail, inmate):
    allow_parties(jail, *LIMITS)
    assert when(inmate, "along/") not in search(signed_in, inmate)
    assert "Bring somebody along" in text_of(signed_in.get(when(inmate)))


@pytest.mark.parametrize("limits", [(), ((1, 0),)])
def test_step_is_skipped_where_the_facility_lets_everybody_come_alone(
    signed_in, visitor, jail, inmate, limits
):
    allow_parties(jail, *limits)
    make_companion(visitor)
    assert when(inmate, "along/") not in search(signed_in, inmate)
    assert "Bring somebody along" not in text_of(signed_in.get(when(inmate)))


def test_choice_goes_into_the_address_and_through_every_page(signed_in, inmate, ana, leo):
    response = signed_in.get(when(inmate, "along/"), choice(ana, leo, chosen="yes"))
    address = response["Location"]
    assert address == f"{when(inmate)}?with={ana.public_id}&with={leo.public_id}"
    page = text_of(signed_in.get(address))
    assert "You, Ana Ruiz and Leo Alvarez" in page
    query = f"with={ana.public_id}&amp;with={leo.public_id}"
    assert page.count(query) > 10
    check = signed_in.post(address, {"at": AT_TEN})["Location"]
    assert "Maria" in text_of(signed_in.get(check))
    assert "Ana Ruiz and Leo Alvarez" in text_of(signed_in.get(check))
    signed_in.post(check)
    booking = Booking.objects.get()
    assert [str(one) for one in booking.companions.all()] == ["Ana Ruiz", "Leo Alvarez"]


def test_nobody_is_a_choice_too(signed_in, inmate, ana):
    response = signed_in.get(when(inmate, "along/"), {"chosen": "yes"})
    assert response["Location"] == when(inmate)
    assert "Only you" in text_of(signed_in.get(when(inmate)))


def test_going_back_shows_what_was_chosen(signed_in, inmate, ana, leo):
    page = text_of(signed_in.get(when(inmate, "along/"), choice(ana)))
    assert page.count("checked") == 1
    assert "checked" in page.partition(f'value="{ana.public_id}"')[2].partition(">")[0]


@pytest.mark.parametrize(("children", "is_allowed"), [(1, True), (2, False)])
def test_party_that_is_too_large_is_told_with_the_choice_kept(
    signed_in, visitor, inmate, ana, children, is_allowed
):
    people = [ana, *(make_child(visitor, first_name=name) for name in CHILDREN[:children])]
    response = signed_in.get(when(inmate, "along/"), choice(*people, chosen="yes"))
    assert (response.status_code == HTTPStatus.FOUND) is is_allowed
    if not is_allowed:
        page = text_of(response)
        assert "more people than one visit can have" in page
        assert page.count("checked") == 3


@pytest.mark.parametrize("page", ["", "check/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_who_cannot_be_chosen_leads_back_to_the_choice(
    signed_in, visitor, inmate, ana, leo, page, method
):
    others = [make_visitor(), make_child(make_visitor())]
    end_companionship(
        companionship=Companionship.objects.get(), by=as_visitor(ana), now=NINE_ON_MONDAY
    )
    remove_minor(minor=leo, by=as_visitor(visitor), now=NINE_ON_MONDAY)
    for one in (*others, ana, leo):
        query = {"with": one.public_id, "at": AT_TEN}
        response = getattr(signed_in, method)(when(inmate, page), query_params=query)
        assert response["Location"] == when(inmate, "along/")
    assert not Booking.objects.exists()
    assert "Please choose again" in text_of(signed_in.get(when(inmate, "along/")))


def test_unknown_name_in_the_address_of_the_choice_itself_is_told_there(signed_in, inmate, ana):
    page = text_of(signed_in.get(when(inmate, "along/"), {"with": "nobody", "chosen": "yes"}))
    assert "Please choose again" in page
    assert "Ana Ruiz" in page


def test_companion_who_may_not_is_told_without_the_reason(signed_in, inmate, ana):
    set_identity(ana, IdentityDocument.State.WAITING)
    page = text_of(signed_in.get(when(inmate), choice(ana)))
    assert "Ana Ruiz can&#x27;t come along on this day" in page
    assert when(inmate, "along/") in page


def test_page_asks_the_same_number_of_queries_whoever_could_come(
    signed_in, visitor, inmate, ana, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(25) as captured:
            signed_in.get(when(inmate, "along/"))
        return len(captured)

    with_one = queries()
    for name in CHILDREN:
        make_child(visitor, first_name=name)
        make_companion(visitor)
    assert queries() == with_one


def test_inmate_of_another_facility_is_not_found(signed_in, inmate):
    elsewhere = make_inmate(make_jail(slug="elsewhere"))
    address = f"/schedule/onsite/jackson/{elsewhere.public_id}/along/"
    assert signed_in.get(address).status_code == HTTPStatus.NOT_FOUND
