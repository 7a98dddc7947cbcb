"""The barcode on the back of a licence is read from an image and parsed."""

import io

import pytest
import zxingcpp
from PIL import Image

from parloir.people.barcode import CardBarcode, look_for_barcode, parse_licence, read_licence
from parloir.people.barcode_state import BarcodeState
from parloir.pictures import decoder
from parloir.pictures.found_barcodes import FoundBarcodes
from parloir.pictures.refusals import ImageRefused

# As in the annex of the AAMVA standard, with invented values.
LICENCE = (
    "@\n\x1e\rANSI 636000080002DL00410278ZV03190008DLDAQT64235789\nDCSALVAREZ\nDDEN\nDACMARIA\n"
    "DDFN\nDADANA\nDBD06062016\nDBB02291980\nDBA12102030\nDBC2\n\rZVZVA01\r"
)
VERSION_1 = "@\n\x1e\rAAMVA6360060101DL00290056DLDAADOE,JANE\nDBA20270131\nDBB19850101\r"
BRITISH_COLUMBIA = (
    "%BCVICTORIA^DOE,$JANE^910 EXAMPLE ST$VICTORIA BC  V8W 3Y8^?;6360281234567=270119850101=?"
    "_%0AV8W3Y8                     M185 95BRNBLU9123456789                E$''C(R2S6L?"
)
JANE = {
    "last_name": "DOE",
    "first_name": "JANE",
    "date_of_birth": "1985-01-01",
    "expires": "2027-01-31",
}
READ = {
    "last_name": "ALVAREZ",
    "first_name": "MARIA",
    "date_of_birth": "1980-02-29",
    "expires": "2030-12-10",
}


def picture_of(text, *, angle=0):
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.PDF417).to_image(scale=3)
    code = Image.frombuffer("L", (drawn.shape[1], drawn.shape[0]), bytes(drawn))
    card = Image.new("L", (code.width + 120, code.height + 200), 235)
    card.paste(code, (60, 100))
    file = io.BytesIO()
    card.rotate(angle, expand=True, fillcolor=235).convert("RGB").save(file, "JPEG", quality=88)
    return file.getvalue()


@pytest.mark.parametrize("angle", [0, 90, 180, 4, 8, -8])
def test_barcode_is_read_from_the_picture_however_it_lies(angle):
    assert read_licence(picture_of(LICENCE, angle=angle)) == READ


def test_picture_without_a_barcode_says_nothing():
    file = io.BytesIO()
    Image.new("RGB", (800, 500), "tan").save(file, "JPEG")
    assert read_licence(file.getvalue()) == {}


def test_other_barcode_says_nothing():
    assert read_licence(picture_of("A parcel, not a licence")) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("name", ["PEÑA", "O\u2019BRIEN", "MÜLLER\u2013GONZÁLEZ"])
def test_letters_are_read_in_both_encodings(encoding, name):
    read = read_licence(picture_of(LICENCE.replace("ALVAREZ", name).encode(encoding)))
    assert read == {**READ, "last_name": name}


@pytest.mark.parametrize("text", [BRITISH_COLUMBIA, VERSION_1])
def test_other_layouts_are_read_from_the_picture(text):
    assert read_licence(picture_of(text, angle=8)) == JANE


def test_date_of_canada_is_understood():
    text = LICENCE.replace("DBB02291980", "DBB19800229").replace("DBA12102030", "DBA20301210")
    assert parse_licence(text) == READ


@pytest.mark.parametrize("value", ["", "00000000", "13321980", "0229198", "AB291980", "NONE"])
def test_date_that_is_none_is_left_out(value):
    found = parse_licence(LICENCE.replace("DBB02291980", f"DBB{value}"))
    assert found == {name: text for name, text in READ.items() if name != "date_of_birth"}


def test_first_version_has_the_whole_name_in_one():
    text = "@\n\x1c\rAAMVAANSI 6360000102DL00390187ZV02260032DLDAAALVAREZ,MARIA,ANA\nDBB19800229\r"
    assert parse_licence(text) == {
        "last_name": "ALVAREZ",
        "first_name": "MARIA",
        "date_of_birth": "1980-02-29",
    }


def test_second_version_has_all_first_names_in_one():
    assert parse_licence(LICENCE.replace("DACMARIA", "DCTMARIA ANA"))["first_name"] == "MARIA ANA"


def test_identity_card_is_read_like_a_licence():
    text = LICENCE.replace("DL0041", "ID0041").replace("DLDAQ", "IDDAQ")
    assert parse_licence(text) == READ


def test_nothing_else_is_taken_from_a_licence():
    everything = LICENCE.replace(
        "DBC2\n", "DBC2\nDAG1 MAIN ST\nDAIKANSAS CITY\nDAYBRO\nDAU064 IN\n"
    )
    assert parse_licence(everything) == READ


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (FoundBarcodes((LICENCE,)), BarcodeState.READ),
        (FoundBarcodes(("A parcel", LICENCE)), BarcodeState.READ),
        (FoundBarcodes(("A parcel, not a licence",)), BarcodeState.OTHER),
        (FoundBarcodes(is_one_unreadable=True), BarcodeState.UNREADABLE),
        (FoundBarcodes(), BarcodeState.NONE_FOUND),
    ],
)
def test_what_was_found_is_told_apart(monkeypatch, found, state):
    monkeypatch.setattr(decoder, "read_barcodes", lambda _: found)
    expected = CardBarcode(state, READ if state == BarcodeState.READ else {})
    assert look_for_barcode(b"") == expected


def test_decoder_that_dies_has_not_looked(monkeypatch):
    def dies(_):
        raise ImageRefused(ImageRefused.Reason.NOT_DECODED)

    monkeypatch.setattr(decoder, "read_barcodes", dies)
    assert look_for_barcode(b"") == CardBarcode(BarcodeState.NOT_LOOKED_FOR)
