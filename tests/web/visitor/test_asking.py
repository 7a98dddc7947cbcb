"""With several agencies, a visitor says where they want to visit before anybody sees them."""

from http import HTTPStatus

import pytest

from parloir.people.identity_queries import own_identity
from parloir.people.models import IdentityRequest
from tests.factories.people import DocumentState, Piece, VisitorFactory, ask, set_identity
from tests.factories.places import AgencyFactory, make_jail

WHERE = "Where do you want to visit?"
PRESS = "Ask Clay County to look at my photo and ID"


@pytest.fixture
def visitor():
    return VisitorFactory()


@pytest.fixture
def clay():
    return make_jail(slug="clay", name="Clay County Jail", agency=AgencyFactory(name="Clay County"))


@pytest.fixture
def both(jail, clay):
    return jail, clay


def send_all(client, picture) -> str:
    """Send the three pictures, and return where the last one leads."""
    for piece in Piece:
        response = client.post(f"/identity/{piece}/", {"image": picture()})
    return str(response["Location"])


def text_of(response) -> str:
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def asked(visitor) -> list[str]:
    return [one.agency.name for one in IdentityRequest.objects.filter(visitor=visitor)]


def test_new_visitor_walks_from_the_last_picture_to_the_answer(signed_in, visitor, both, picture):
    assert send_all(signed_in, picture) == "/identity/where/"
    assert asked(visitor) == []
    for address in ("/", "/identity/"):
        page = text_of(signed_in.get(address))
        assert WHERE in page
        assert 'href="/identity/where/"' in page
    assert "Sent. Nobody looks at it yet." in page

    assert 'href="/identity/where/in/MO/"' in text_of(signed_in.get("/identity/where/"))
    assert 'href="/identity/where/clay/"' in text_of(signed_in.get("/identity/where/in/MO/"))
    assert 'href="/identity/where/clay/"' in text_of(signed_in.get("/identity/where/?q=clay"))
    assert PRESS in text_of(signed_in.get("/identity/where/clay/"))

    assert signed_in.post("/identity/where/clay/")["Location"] == "/identity/"
    assert asked(visitor) == ["Clay County"]
    page = text_of(signed_in.get("/identity/"))
    assert "They are looking at your photo and ID." in page
    assert "Thank you. We have all we need." in page
    assert "Jackson County" not in page
    assert "You have asked Clay County" in text_of(signed_in.get("/identity/where/clay/"))


def test_page_says_what_each_agency_says(signed_in, visitor, both, picture):
    send_all(signed_in, picture)
    for facility in both:
        ask(visitor, facility.agency)
    jackson, clay = (facility.agency for facility in both)
    set_identity(visitor, DocumentState.APPROVED, agency=jackson)
    set_identity(visitor, DocumentState.APPROVED, agency=clay)
    set_identity(visitor, DocumentState.REFUSED, piece=Piece.ID_FRONT, agency=clay, reason="glare")
    page = text_of(signed_in.get("/identity/"))
    assert "Approved. You can book visits there." in page
    assert "A picture is needed again." in page
    why = "Clay County: Light reflects from it."
    for address in ("/", "/identity/", "/identity/id_front/"):
        assert why in text_of(signed_in.get(address))

    response = signed_in.post("/identity/id_front/", {"image": picture()})
    assert response["Location"] == "/identity/"
    assert own_identity(visitor).at[jackson].is_approved
    assert "They are looking at your photo and ID." in text_of(signed_in.get("/identity/"))


def test_scheduling_offers_to_ask_and_goes_on_where_it_was(signed_in, visitor, both, picture):
    send_all(signed_in, picture)
    here = "/schedule/remote/clay/?q=miles"
    page = text_of(signed_in.get(here))
    assert "Clay County decides for itself who visits its facilities" in page
    assert PRESS in page
    assert f'name="next" value="{here}"' in page
    assert 'name="q"' not in page

    response = signed_in.post("/identity/where/clay/", {"next": here})
    assert response["Location"] == here
    assert "still looking at your photo and ID" in text_of(signed_in.get(here))
    set_identity(visitor, DocumentState.APPROVED, agency=both[1].agency)
    assert 'value="miles"' in text_of(signed_in.get(here))
    assert PRESS not in text_of(signed_in.get("/identity/where/clay/"))


@pytest.mark.parametrize("elsewhere", ["https://bad.example/", "//bad.example", "javascript:x"])
def test_asking_never_leads_to_another_site(signed_in, both, elsewhere):
    response = signed_in.post("/identity/where/clay/", {"next": elsewhere})
    assert response["Location"] == "/identity/"


def test_scheduling_begins_while_another_agency_can_be_asked(signed_in, visitor, both, picture):
    """What one agency has refused is an obstacle at its own facilities alone."""
    send_all(signed_in, picture)
    ask(visitor, both[0].agency)
    set_identity(visitor, DocumentState.REFUSED, agency=both[0].agency, reason="other")
    assert 'href="/schedule/onsite/in/MO/"' in text_of(signed_in.get("/schedule/onsite/"))
    assert "photo and the pictures of your ID" in text_of(
        signed_in.get("/schedule/onsite/jackson/")
    )


def test_where_there_is_one_agency_nobody_is_asked_where(signed_in, visitor, jail, picture):
    assert send_all(signed_in, picture) == "/identity/"
    assert asked(visitor) == [jail.agency.name]
    for address in ("/", "/identity/"):
        page = text_of(signed_in.get(address))
        assert WHERE not in page
        assert jail.agency.name not in page.replace(jail.name, "")


def test_unknown_places_do_not_exist(signed_in, both):
    for address in ("/identity/where/nowhere/", "/identity/where/in/XX/"):
        assert signed_in.get(address).status_code == HTTPStatus.NOT_FOUND
    assert signed_in.post("/identity/where/nowhere/").status_code == HTTPStatus.NOT_FOUND
