"""Staff find visitors and inmates, the same on both databases."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from tests.factories.people import make_inmate, make_staff, make_visitor
from tests.factories.sign_ins import signed_in

MORE_VISITORS = "More than twenty visitors fit. Add the first name."
MORE_INMATES = "More than ten inmates of a facility fit."


@pytest.fixture
def find(cast):
    client = cast.client(Role.OFFICER)

    def find(text: str) -> str:
        return client.get(reverse("people"), {"text": text}).content.decode()

    return find


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("NÚÑEZ", "nunez"),
        ("Núñez", "NUNEZ"),
        ("Nunez", "núñez"),
        ("O\u2019Brien", "o'brien"),
        ("O'Brien", "obrien"),
        ("OBRIEN", "O Brien"),
        ("De la Cruz", "Delacruz"),
        ("Delacruz", "de la cruz"),
        ("Müller", "mueller"),
    ],
)
def test_visitors_and_inmates_are_found_however_a_name_is_written(find, cast, last, text):
    visitor = make_visitor(first_name="Maria", last_name=last)
    inmate = make_inmate(cast.jail, first_name="Jordan", last_name=last)

    page = find(text)

    assert reverse("staff_visitor", args=[visitor.public_id]) in page
    assert reverse("staff_inmate", args=[inmate.public_id]) in page


@pytest.mark.parametrize(("there", "is_said"), [(20, False), (21, True)])
def test_more_than_twenty_visitors_are_said_to_be_more(find, there, is_said):
    for number in range(there):
        make_visitor(first_name=f"Maria{chr(97 + number)}", last_name="Quillon")

    assert (MORE_VISITORS in find("quillon")) is is_said


@pytest.mark.parametrize(("there", "is_said"), [(10, False), (11, True)])
def test_more_than_ten_inmates_are_said_to_be_more(find, cast, there, is_said):
    for number in range(there):
        make_inmate(cast.jail, first_name=f"Jordan{chr(97 + number)}", last_name="Quillon")

    assert (MORE_INMATES in find("quillon")) is is_said


@pytest.mark.parametrize(
    ("text", "is_told"), [("ng", False), ("li", True), ("A-1", False), ("x@example.org", False)]
)
def test_a_text_that_is_too_short_is_said_to_be(find, cast, text, is_told):
    make_inmate(cast.jail, last_name="Ng")

    assert ("Type at least three letters" in find(text)) is is_told


@pytest.mark.parametrize("text", ["nunez", "NÚÑEZ", "núñez"])
def test_the_administration_finds_people_by_folded_names(cast, text):
    inmate = make_inmate(cast.jail, first_name="José", last_name="NÚÑEZ", master_id="a-12")
    visitor = make_visitor(first_name="José", last_name="Núñez")
    officer = make_staff(Role.OFFICER, cast.jail, full_name="José Núñez")
    operator = signed_in(
        make_staff(Role.ADMINISTRATOR, cast.jail, is_staff=True, is_superuser=True)
    )

    for kind, row in (("people_inmate", inmate), ("people_visitor", visitor),
                      ("accounts_user", officer)):  # fmt: skip
        address = reverse(f"admin:{kind}_changelist")
        assert f"/{row.pk}/" in operator.get(address, {"q": text}).content.decode()
        assert f"/{row.pk}/" not in operator.get(address, {"q": "quillon"}).content.decode()
    by_number = operator.get(reverse("admin:people_inmate_changelist"), {"q": "A12"})
    assert f"/{inmate.pk}/" in by_number.content.decode()
