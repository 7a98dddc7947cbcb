import pytest

from parloir.web.visitor.companion_forms import InvitationForm
from parloir.web.visitor.registration_forms import EmailForm

# Django's own rule takes the last three: a dotless i, a long s and the Kelvin sign are letters
# between A and Z when the case does not matter.
BEYOND_ASCII = ["josé@example.org", "ñandu@example.org", "mar\u0131a@example.org",
                "jo\u017fe@example.org", "\u212aim@example.org"]  # fmt: skip


@pytest.mark.parametrize("form", [EmailForm, InvitationForm])
@pytest.mark.parametrize("address", BEYOND_ASCII)
def test_an_address_that_mail_does_not_reach_is_refused_with_the_reason(form, address):
    asked = form({"email": address})
    assert [one.code for one in asked.errors.as_data()["email"]] == ["not_deliverable"]
    assert asked["email"].value() == address


@pytest.mark.parametrize("form", [EmailForm, InvitationForm])
@pytest.mark.parametrize("address", ["jose@example.org", "o'neil+visits@exämple.org"])
def test_other_addresses_are_taken(form, address):
    assert form({"email": address}).is_valid()


@pytest.mark.parametrize("form", [EmailForm, InvitationForm])
@pytest.mark.parametrize("typed", ["jose", "jose@", "@example.org", "a b@example.org"])
def test_what_is_no_address_is_called_so(form, typed):
    codes = [one.code for one in form({"email": typed}).errors.as_data()["email"]]
    assert codes == ["invalid"]


@pytest.mark.parametrize("form", [EmailForm, InvitationForm])
def test_nothing_typed_is_asked_for(form):
    assert [one.code for one in form({"email": ""}).errors.as_data()["email"]] == ["required"]
