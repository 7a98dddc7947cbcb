"""P12 and P20: what is made to be printed fits on one sheet, in both browsers and languages."""

import io
import re
from collections.abc import Callable

import pytest
import time_machine
from pypdf import PdfReader

from tests.factories.moments import NINE_ON_MONDAY
from tests.stage.printers import PAPERS
from tests.web.prints.papers import COMPANIONS, ONE_SHEET, pin_sheet, with_many_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
POINTS_PER_CM = 72 / 2.54


def read_by(language: str, make_page: Callable[..., str], **fields) -> str:
    with time_machine.travel(NINE_ON_MONDAY, tick=False):
        return make_page(language, **fields)


def texts_of(pdf: bytes) -> list[str]:
    """Return the text of each sheet, with single spaces, and none where a line ends in a dash."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().replace("-\n", "-").split()) for page in pages]


def without_blanks(text: str) -> str:
    """A letter that comes from a second font is read with blanks around it."""
    return "".join(text.split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ONE_SHEET)
def test_page_is_printed_on_one_sheet_of_either_paper(print_sheets, name, language):
    page = read_by(language, ONE_SHEET[name])
    assert f'<html lang="{language}">' in page
    for called, paper in PAPERS.items():
        sheets = PdfReader(io.BytesIO(print_sheets(page, paper))).pages
        assert len(sheets) == 1, f"{called}: {len(sheets)} sheets"
        size = [float(one) for one in sheets[0].mediabox[2:]]
        assert size == pytest.approx([one * POINTS_PER_CM for one in paper], abs=1)


def test_sheet_has_the_pin_the_people_and_the_rules_and_no_buttons(print_sheets):
    page = read_by("es", ONE_SHEET["paper, on-site"])
    (text,) = texts_of(print_sheets(page, PAPERS["Letter"]))
    (pin,) = re.findall(r"\b\d{4} \d{4}\b", page)
    for words in (pin, *(" ".join(one) for one in COMPANIONS), "Armas o representaciones de armas"):
        assert without_blanks(words) in without_blanks(text)
    assert "Imprimir" in page
    assert "Imprimir" not in text


def test_long_list_of_pins_is_broken_between_people(print_sheets):
    page = read_by("en", pin_sheet, inmates=40)
    texts = texts_of(print_sheets(page, PAPERS["Letter"]))
    assert len(texts) == 3
    assert all("Master ID number" in text for text in texts)
    lines = [re.findall(r"los Santos (7\d\d) (\d{3} \d{3})", text) for text in texts]
    assert [number for sheet in lines for number, _ in sheet] == [str(700 + n) for n in range(40)]


def test_more_rules_than_one_sheet_holds_leave_the_pin_whole_and_no_sheet_empty(print_sheets):
    page = read_by("en", with_many_rules)
    texts = texts_of(print_sheets(page, PAPERS["A4"]))
    assert len(texts) == 2
    assert re.search(r"Your PIN \d{4} \d{4}", texts[0])
    assert "number 30" in texts[1]
