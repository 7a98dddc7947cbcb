"""Pictures that were changed at random become clean JPEGs, or are refused; the next one is decoded.

An input that ends the helper is no failure: that is what the helper is for, so no such input is
kept anywhere. What is tested is that its picture is refused, that the next one is decoded, and that
the helper's memory stays bounded.
"""

import io
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from parloir.people.barcode import parse_licence
from parloir.pictures.decoder import Decoder
from parloir.pictures.decoding import LONGEST_SIDE
from parloir.pictures.helper import MOST_MEMORY
from parloir.pictures.refusals import ImageRefused
from tests.people.test_barcode import BRITISH_COLUMBIA, LICENCE, READ, VERSION_1, picture_of

SHORTEST_SIDE = 10
# Beside its data, a process has the code of the interpreter and of the libraries.
CODE_OF_LIBRARIES = 160 * 1024 * 1024
BOUNDED = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def picture(kind: str) -> bytes:
    """Return a small picture with edges, a gradient and metadata, so that a file has many parts."""
    drawn = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    drawn.paste("navy", (8, 8, 40, 24))
    exif = Image.Exif()
    exif[274] = 6
    out = io.BytesIO()
    drawn.save(out, kind, exif=exif.tobytes(), **({"progressive": True} if kind == "JPEG" else {}))
    return out.getvalue()


PICTURES = {kind: picture(kind) for kind in ("JPEG", "PNG", "WEBP")}


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """Draw the file with bytes changed, parts repeated, moved or left out, and perhaps cut off."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        until = at + draw(st.integers(1, 40))
        kind = draw(st.sampled_from(["change", "insert", "leave out", "repeat", "move"]))
        if kind == "change":
            new = draw(st.binary(min_size=1, max_size=4))
            content[at : at + len(new)] = new
        elif kind == "insert":
            content[at:at] = draw(st.binary(max_size=40))
        elif kind == "repeat":
            content[at:at] = content[at:until] * draw(st.integers(1, 50))
        else:
            part = content[at:until]
            del content[at:until]
            if kind == "move":
                content += part
    if draw(st.booleans()):
        del content[draw(st.integers(0, len(content))) :]
    return bytes(content)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(seconds=10)
    yield made
    if made.helper is not None:
        made.helper.kill()
        made.helper.wait()


def cleaned(decoder: Decoder, content: bytes) -> Image.Image | None:
    """Return the clean picture, or None if it was refused."""
    try:
        _, jpeg = decoder.ask({"do": "clean", "shortest_side": SHORTEST_SIDE}, content)
    except ImageRefused as refused:
        assert refused.reason in ImageRefused.Reason
        return None
    return Image.open(io.BytesIO(jpeg), formats=["JPEG"])


def is_well_and_bounded(decoder: Decoder) -> bool:
    """Tell whether the next picture is decoded, by a helper that has not grown."""
    good = cleaned(decoder, PICTURES["PNG"])
    assert decoder.helper is not None
    resident = psutil.Process(decoder.helper.pid).memory_info().rss
    return good is not None and good.size == (48, 64) and resident < MOST_MEMORY + CODE_OF_LIBRARIES


@BOUNDED
@pytest.mark.parametrize("kind", PICTURES)
@given(data=st.data())
def test_a_mutated_picture_is_clean_or_refused_and_the_next_one_decoded(decoder, kind, data):
    clean = cleaned(decoder, data.draw(mutated(PICTURES[kind])))
    if clean is not None:
        clean.load()
        assert max(clean.size) <= LONGEST_SIDE
        assert min(clean.size) >= 1
        assert not clean.getexif()
    assert is_well_and_bounded(decoder)


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_that_was_cut_off_anywhere_is_clean_or_refused(decoder, kind):
    whole = PICTURES[kind]
    for length in range(0, len(whole), max(1, len(whole) // 24)):
        cleaned(decoder, whole[:length])
    assert is_well_and_bounded(decoder)
    assert cleaned(decoder, b"") is None


NAMES = {"first_name", "last_name", "first_name_cut", "last_name_cut"}
FIELDS = {*NAMES, "date_of_birth", "expires"}
LAYOUTS = [
    text.encode("latin-1")
    for text in (LICENCE, LICENCE.replace("DDEN", "DDET"), VERSION_1, BRITISH_COLUMBIA)
]


@given(st.sampled_from(LAYOUTS).flatmap(mutated))
def test_a_mutated_licence_says_nothing_that_is_not_asked_for(content):
    read = parse_licence(content.decode("latin-1"))
    assert set(read) <= FIELDS
    for name in {"date_of_birth", "expires"} & set(read):
        assert len(read[name]) == len("2030-12-10")


@settings(BOUNDED, max_examples=6)
@given(data=st.data())
def test_a_mutated_barcode_is_read_as_it_is_written(decoder, data):
    content = data.draw(mutated(LICENCE.encode("latin-1")))
    text = content.decode("latin-1").replace("\0", "") or "-"
    try:
        drawn = picture_of(text[:800])
    except ValueError:  # the writer of barcodes has no room for it
        return
    found, _ = decoder.ask({"do": "barcodes"}, drawn)
    assert all(set(parse_licence(str(one))) <= FIELDS for one in found.get("texts", ()))
    assert is_well_and_bounded(decoder)


def test_a_whole_licence_is_read_through_the_same_helper(decoder):
    found, _ = decoder.ask({"do": "barcodes"}, picture_of(LICENCE))
    assert found["is_one_unreadable"] is False
    assert [parse_licence(str(text)) for text in found["texts"]] == [READ]
