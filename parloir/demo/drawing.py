"""Drawn faces and ID cards, marked as specimens so that nobody takes them for real ones."""

import io
import random
from datetime import date

from PIL import Image, ImageDraw, ImageFont

PHOTO_SIZE = (600, 750)
CARD_SIZE = (856, 540)  # An ID-1 card at ten pixels a millimetre.

_WALLS = ("#dfe7e4", "#e8e2d6", "#d9e1ea", "#e9dcdc", "#e2e6d2")
_SKINS = ("#f1cdb0", "#e3b08c", "#c98f66", "#a06a45", "#7a4b30", "#5b3622")
_HAIR = ("#2b1d14", "#4a2f1b", "#7a5230", "#b98b4e", "#8d8d8d", "#1b1b1f")
_SHIRTS = ("#1f6f78", "#8a3b3b", "#3c5a8c", "#6a5a2d", "#51406e", "#2f6b45")


def photo(seed: str) -> bytes:
    """Draw a face. A seed always gives the same face."""
    picture = Image.new("RGB", PHOTO_SIZE)
    _draw_face(picture, seed)
    draw = ImageDraw.Draw(picture)
    draw.text((20, 18), "DRAWN FOR A DEMONSTRATION", fill="#4a5450", font=_font(22))
    return _jpeg(picture)


def card_front(seed: str, *, first_name: str, last_name: str, born: date, number: str) -> bytes:
    card = _card("SPECIMEN DRIVER LICENSE")
    small = Image.new("RGB", PHOTO_SIZE)
    _draw_face(small, seed)
    card.paste(small.resize((240, 300)), (40, 130))
    draw = ImageDraw.Draw(card)
    lines = (
        ("LAST NAME", last_name),
        ("FIRST NAME", first_name),
        ("DATE OF BIRTH", f"{born:%m/%d/%Y}"),
        ("NUMBER", number),
    )
    for line, (label, value) in enumerate(lines):
        top = 130 + line * 82
        draw.text((320, top), label, fill="#5b6a66", font=_font(18))
        draw.text((320, top + 22), value, fill="#14201d", font=_font(38))
    return _jpeg(card)


def card_back(seed: str) -> bytes:
    card = _card("SPECIMEN · NOT A DOCUMENT")
    draw = ImageDraw.Draw(card)
    chance = random.Random(f"back {seed}")  # noqa: S311 - it draws lines
    left = 60
    while left < 780:
        width = chance.choice((3, 3, 6, 9))
        draw.rectangle((left, 250, left + width, 430), fill="#14201d")
        left += width + chance.choice((4, 6, 9))
    return _jpeg(card)


def _card(title: str) -> Image.Image:
    card = Image.new("RGB", CARD_SIZE, "#f4f1e6")
    draw = ImageDraw.Draw(card)
    draw.rounded_rectangle((8, 8, 847, 531), radius=28, outline="#1f6f78", width=6)
    draw.rectangle((14, 40, 842, 100), fill="#1f6f78")
    draw.text((40, 50), title, fill="#ffffff", font=_font(36))
    draw.text((40, 470), "PARLOIR DEMONSTRATION", fill="#b3492f", font=_font(30))
    return card


def _draw_face(picture: Image.Image, seed: str) -> None:
    chance = random.Random(seed)  # noqa: S311 - it chooses colours
    wall, skin, hair, shirt = (
        chance.choice(colours) for colours in (_WALLS, _SKINS, _HAIR, _SHIRTS)
    )
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, *PHOTO_SIZE), fill=wall)
    if chance.random() < 0.5:
        draw.rounded_rectangle((165, 180, 435, 560), radius=120, fill=hair)
    draw.rounded_rectangle((70, 580, 530, 900), radius=150, fill=shirt)
    draw.rectangle((255, 500, 345, 620), fill=skin)
    draw.ellipse((180, 190, 420, 540), fill=skin)
    draw.pieslice((170, 160, 430, 460), 180, 360, fill=hair)
    brow = chance.randint(-6, 6)
    for left in (225, 325):
        draw.ellipse((left, 345, left + 50, 375), fill="#ffffff")
        draw.ellipse((left + 14, 348, left + 38, 372), fill="#26201c")
        draw.line((left - 4, 325 + brow, left + 54, 325 - brow), fill=hair, width=9)
    draw.line((300, 375, 288, 430, 306, 434), fill="#00000055", width=5)
    draw.arc((255, 430, 345, 490), 20, 160, fill="#8f3f3a", width=9)
    if chance.random() < 0.35:
        for left in (210, 310):
            draw.ellipse((left, 325, left + 80, 395), outline="#26201c", width=6)
        draw.line((290, 355, 310, 355), fill="#26201c", width=6)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
