"""Layouts of licences that differ from the newest version of the standard. Values are invented."""

import pytest

from parloir.people.barcode import parse_licence

JANE = {"last_name": "DOE", "first_name": "JANE"}
BORN = {"date_of_birth": "1985-01-01"}
DATES = {**BORN, "expires": "2027-01-01"}


def of_version_1(*elements: str, word: str = "ANSI ", separator: str = "\n") -> str:
    """Return a barcode of version 1 whose header has true offsets."""
    body = "DL" + separator.join(elements) + "\r"
    return f"@\n\x1e\r{word}6360060101DL0029{len(body):04}{body}"


def named(*elements: str) -> dict[str, str]:
    return parse_licence(of_version_1(*elements, "DBB19850101"))


@pytest.mark.parametrize("word", ["ANSI ", "AAMVA"])
@pytest.mark.parametrize("separator", ["\n", "\r", "\r\n", "\n\r"])
def test_both_header_words_and_all_ends_of_lines_are_understood(word, separator):
    elements = ("DAADOE,JANE,A", "DBA20270101", "DBB19850101")
    text = of_version_1(*elements, word=word, separator=separator)
    assert parse_licence(text) == {**JANE, **DATES}


@pytest.mark.parametrize("names", [("DABDOE", "DACJANE"), ("DACJANE", "DADQ", "DABDOE")])
def test_version_1_may_have_names_in_elements_of_their_own(names):
    assert named(*names) == {**JANE, **BORN}


def test_names_of_their_own_count_more_than_the_whole_name():
    assert named("DAAROE,RICHARD", "DABDOE", "DACJANE") == {**JANE, **BORN}


@pytest.mark.parametrize(
    "first",
    ["DAADOE,DAVID,M", "DAAIDDINGS,ADLAI", "DAABRANDL,HEIDI", "DABODLDAHL", "DAANADLDAAR,ENDLDBA"],
)
@pytest.mark.parametrize("kind", ["DL", "ID", "EN"])
def test_first_element_is_read_if_its_name_has_the_letters_of_a_subfile(first, kind):
    text = f"@\n\x1e\rANSI 6360100102{kind}00390187ZF02260043{kind}{first}\nDBB19850101\r"
    last = first[3:].partition(",")[0]
    assert (parse_licence(text)["last_name"], parse_licence(text)["date_of_birth"]) == (
        last,
        "1985-01-01",
    )


@pytest.mark.parametrize("offset", ["0000", "0028", "0030", "0031", "0041", "0055", "9999"])
@pytest.mark.parametrize("length", ["0000", "0012", "9999"])
def test_wrong_offsets_and_lengths_lose_nothing(offset, length):
    text = f"@\n\x1e\rANSI 6360060101DL{offset}{length}DLDAADOE,JANE\nDBB19850101\r"
    assert parse_licence(text) == {**JANE, **BORN}


@pytest.mark.parametrize("start", ["@\n\rANSI ", "@\n\x1c\rANSI ", " @\n\x1e\rANSI ", "ANSI "])
def test_marks_before_the_header_word_may_be_missing(start):
    text = f"{start}636012030001DL00000367DLDCSDOE,\nDCTJANE,Q\nDBB19850101\r"
    assert parse_licence(text) == {**JANE, "first_name": "JANE Q", **BORN}


def test_subfile_of_the_licence_may_be_the_second_one():
    first = "ZVZVADLDAB\r"
    second = "DLDCSDOE\nDACJANE\nDBB01011985\r"
    begin = len("@\n\x1e\rANSI 636000080002ZV00410000DL00000000")
    header = f"ZV{begin:04}{len(first):04}DL{begin + len(first):04}{len(second):04}"
    text = f"@\n\x1e\rANSI 636000080002{header}{first}{second}"
    assert parse_licence(text) == {**JANE, **BORN}


def test_header_that_counts_wrong_is_no_hindrance():
    text = "@\n\x1e\rANSI 63600008DLDAADOE,JANE\nDBB19850101\r"
    assert parse_licence(text) == {**JANE, **BORN}


@pytest.mark.parametrize(
    ("whole", "found"),
    [
        ("DOE,JANE,Q", JANE),
        ("DOE$JANE$Q", JANE),
        ("DOE@JANE@Q", JANE),
        ("DOE,$JANE", JANE),
        ("DOE,JANE,,3RD", JANE),
        ("DOE, JANE", JANE),
        ("DE LA CRUZ,JANE", {"last_name": "DE LA CRUZ", "first_name": "JANE"}),
        ("DOE,,Q", {"last_name": "DOE"}),
        (",JANE", {"first_name": "JANE"}),
        ("DOE,NONE", {"last_name": "DOE"}),
        ("JANE DOE", JANE),
        ("JANE Q DOE", JANE),
        ("JANE Q DOE JR", JANE),
        ("JANE DOE,", JANE),
        ("JANE DE LA CRUZ", {"first_name": "JANE"}),
        ("DOE", {}),
        ("DOE,", {}),
        ("JANE JR", {}),
        ("NONE", {}),
    ],
)
def test_whole_name_is_split_or_left_out(whole, found):
    assert named(f"DAA{whole}") == {**found, **BORN}


@pytest.mark.parametrize("value", ["NONE", "unavl", "UNAVAIL", "", "  ", ",", "NONE,"])
def test_value_that_says_nothing_is_left_out(value):
    assert named(f"DAB{value}", "DACJANE") == {"first_name": "JANE", **BORN}


@pytest.mark.parametrize("sign", ["\0", "\t", "\x07", "\u202e", "\u200b", "\x85"])
def test_signs_that_nobody_sees_are_left_out(sign):
    """No database keeps a NUL in JSON, and a sign of direction would turn the registrar's page."""
    assert named(f"DABD{sign}OE{sign}", f"DACJAN{sign}E") == {**JANE, **BORN}
    found = parse_licence(tracks(name=f"DOE{sign},$JANE QU{sign}INN^"))
    assert found == BRITISH_COLUMBIA


@pytest.mark.parametrize(("mark", "cut"), [("T", {"last_name_cut": "T"}), ("N", {}), ("U", {})])
def test_name_that_the_card_has_cut_is_marked(mark, cut):
    assert named("DCSDOE", f"DDE{mark}", "DACJANE", "DDFN") == {**JANE, **BORN, **cut}


@pytest.mark.parametrize(
    "date", ["01021985", "19850102", "01/02/1985", "1985-01-02", "01-02-1985", "1985/01/02"]
)
def test_dates_of_both_countries_are_told_apart(date):
    assert parse_licence(of_version_1("DAADOE,JANE", f"DBB{date}"))["date_of_birth"] == "1985-01-02"


@pytest.mark.parametrize("date", ["18991231", "12311899", "22010101", "٠١٠٢١٩٨٥", "850102"])
def test_date_that_cannot_be_is_left_out(date):
    assert parse_licence(of_version_1("DAADOE,JANE", f"DBB{date}")) == JANE


# --- British Columbia ------------------------------------------------------------------------

THIRD = "_%0AV8W3Y8                     M185 95BRNBLU9123456789                E$''C(R2S6L?"


def tracks(
    *, city="VICTORIA^", name="DOE,$JANE QUINN^", second=";6360281234567=270119850509=?"
) -> str:
    return f"%BC{city}{name}910 EXAMPLE ST$VICTORIA BC  V8W 3Y8^?{second}{THIRD}"


BRITISH_COLUMBIA = {
    "last_name": "DOE",
    "first_name": "JANE QUINN",
    "date_of_birth": "1985-05-09",
    "expires": "2027-01-31",
}


@pytest.mark.parametrize(
    "text",
    [
        tracks(),
        tracks().replace("^?;", "?;"),
        tracks().lstrip("%"),
        tracks(second=";636028=270119850509?"),
        tracks(city="NORTH VANCOUV"),
        tracks(city="NORTH VANCOUV^"),
        tracks(name="DOE,$JANE QUINN                    "),
        tracks().replace("?", "?\r\n"),
    ],
)
def test_tracks_of_british_columbia_are_read(text):
    assert parse_licence(text) == BRITISH_COLUMBIA


@pytest.mark.parametrize(
    ("written", "expires"),
    [
        ("2802", "2028-02-29"),
        ("2712", "2027-12-31"),
        ("2799", "2027-05-09"),
        ("2788", "2028-05-31"),
        ("2777", None),
        ("2700", None),
        ("2713", None),
    ],
)
def test_month_of_expiry_means_its_last_day(written, expires):
    found = parse_licence(tracks(second=f";6360281234567={written}19850509=?"))
    assert found.get("expires") == expires
    assert found["date_of_birth"] == "1985-05-09"


@pytest.mark.parametrize(
    "text",
    [
        "%BCVICTORIA^DOE,$JANE^910 EXAMPLE ST^?",
        ";6360281234567=270119850509=?",
        tracks(second=";4929123456789012=270119850509=?"),
        tracks(second=";6360281234567=2701198505=?"),
        "%",
        "%BC?",
    ],
)
def test_other_tracks_say_nothing(text):
    assert parse_licence(text) == {}
