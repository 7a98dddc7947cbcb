import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parloir.accounts.models import Role, User
from parloir.credentials.password_rules import GuessedFirstValidator
from parloir.facilities.models import Agency
from tests.factories.people import make_staff, make_visitor
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db

COMMON = sorted(
    one for one in CommonPasswordValidator().passwords if one.isalpha() and len(one) > 4
)
MARIA = User(email="malvarez84@example.org", full_name="Maria Alvarez")
MARIA.own_data = ["(816) 555-0199", "12 Guadalupe Street", "Independence", "Missouri"]


@pytest.fixture(autouse=True)
def jail():
    return make_jail(
        slug="jackson", name="Jackson County Jail",
        official_name="Jackson County Detention Center", city="Kansas City",
    )  # fmt: skip


def codes_of(password, user=MARIA):
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {one.code for one in refused.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    ["basketball", "Basketball", "BASKETBALL2024", "basketball!!", "basket ball",
     "b a s k e t b a l l", "basketball 1984", "1984basketball", "basketball007!", "password123",
     "Password2024!", "  password  12", "qwerty123456", "1q2w3e4r5t", "1q2w3e4r5t2024",
     "Pässword 2024", "12-34-56-78-90", "12 34 56 78 90", "2024 2023 2022", "password_1984"],
)  # fmt: skip
def test_common_passwords_are_refused_in_any_dress(password):
    assert codes_of(password) & {"password_too_common", "password_is_word_with_year"}


@pytest.mark.parametrize(
    "password",
    ["sunshinesunshine", "SunshineSunshine", "sunshine sunshine", "sunshine-sunshine",
     "sunshinesunshine99", "sunshine1sunshine1", "sunshine1sunshine2", "sunshine 1984 sunshine",
     "kowalczykkowalczyk", "abcabcabcabc", "aaaaaaaaaaaa", "herons herons herons"],
)  # fmt: skip
def test_what_says_one_thing_twice_is_refused(password):
    assert codes_of(password) & {"password_repeats", "password_too_common"}


@pytest.mark.parametrize(
    "password", ["Guadalajara1987", "kowalczyk 2019", "2019-kowalczyk!", "Heronstown2030"]
)
def test_a_word_with_a_year_is_refused(password):
    assert "password_is_word_with_year" in codes_of(password)


@pytest.mark.parametrize(
    "password",
    ["jacksoncounty", "JacksonCountyJail!", "jackson county 77", "Kansas City Jail",
     "detentioncenter", "missouri-jail-99", "parloir jackson", "mariaalvarez",
     "Alvarez Maria 84!", "malvarez84malvarez", "guadalupe street 12",
     "maria-816-555-0199", "independence maria", "jackson password", "alvarez sunshine 1"],
)  # fmt: skip
def test_names_and_places_are_refused(password):
    assert codes_of(password)


def test_what_a_registered_visitor_told_is_refused():
    visitor = make_visitor(first_name="Concepción", last_name="Ibáñez", street="9 Tamarind Road")
    for password in ("Concepcion Ibanez 7", "tamarind road 9", "ibáñezconcepción"):
        assert codes_of(password, visitor.user)
    assert codes_of("ibanez buys seven herons", visitor.user) == set()


@pytest.mark.parametrize(
    "password",
    ["three words in a row", "seven quiet herons", "a long password", "a-long-quiet-evening",
     "seven quiet herons 1984", "correcthorsebatterystaple1999", "maria feeds purple herons",
     "xkq7-vbnw-pt3m", "k9#mQ2!xLp7v", "пять тихих цапель", "五羽の静かな鷺が川に立つ"],
)  # fmt: skip
def test_words_of_ones_own_are_taken(password):
    assert codes_of(password) == set()


@pytest.mark.parametrize("password", ["", "short", "1234567", "xkq7vbn"])
def test_short_ones_are_refused(password):
    assert "password_too_short" in codes_of(password)


SEVEN, EIGHT = "xkq7vbn", "xkq7vbnw"
FOURTEEN, FIFTEEN = "xkq7vbnwpt3mzc", "xkq7vbnwpt3mzcd"


@pytest.mark.parametrize("user", [None, MARIA])
def test_visitors_choose_eight_characters_or_more(user):
    assert codes_of(SEVEN, user) == {"password_too_short"}
    assert codes_of(EIGHT, user) == set()


@pytest.mark.parametrize(
    "fields", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}, {}]
)
def test_staff_choose_fifteen_characters_or_more(fields, jail):
    user = make_staff(Role.OFFICER, jail, **fields)
    assert codes_of(FOURTEEN, user) == {"password_too_short"}
    assert codes_of(FIFTEEN, user) == set()


def test_somebody_who_joins_the_staff_chooses_fifteen_too():
    user = User(email="dana@example.org")
    user.joins_staff = True
    assert codes_of(FOURTEEN, user) == {"password_too_short"}
    assert codes_of(FIFTEEN, user) == set()


@pytest.mark.parametrize(
    "password",
    ["KansasCityChiefs", "kansas city royals 1", "chiefs-royals-2024", "sheriffsoffice77",
     "jackson yankees 99", "Go Chiefs Go 2024"],
)  # fmt: skip
def test_names_of_county_and_teams_are_refused(password, jail):
    Agency.objects.filter(pk=jail.agency_id).update(name="Jackson County Sheriff's Office")
    assert codes_of(password)


@pytest.mark.parametrize("password", ["seven royal herons", "giants eat purple soup"])
def test_a_team_among_words_of_ones_own_is_taken(password):
    assert codes_of(password) == set()


def dressed(word, case, spaces, digits, sign):
    word = "".join(f"{letter} " if spaces else letter for letter in case(word))
    return f"{word}{digits}{sign}"


@given(
    st.sampled_from(COMMON), st.sampled_from([str.lower, str.upper, str.title]), st.booleans(),
    st.from_regex(r"[0-9]{0,6}", fullmatch=True), st.sampled_from(["", "!", " ", "?!"]),
)  # fmt: skip
def test_no_dress_makes_a_common_password_good(word, case, spaces, digits, sign):
    with pytest.raises(ValidationError):
        GuessedFirstValidator().validate(dressed(word, case, spaces, digits, sign))


@given(st.text(max_size=60))
def test_any_text_is_judged(password):
    codes_of(password)
