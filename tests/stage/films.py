"""Computed films and sounds for fake cameras and microphones.

Each person has a flat colour behind a nodding face, and a tone, so that a test knows whose video
and whose sound arrived.
"""

import math
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

SIZE = (640, 480)
# Enough to see movement; each further frame is encoded three times and rendered by the processor.
FRAMES_A_SECOND = 8
FRAMES = 16
SAMPLES_A_SECOND = 48_000


@dataclass(frozen=True)
class Look:
    wall: Colour
    skin: str
    hair: str
    shirt: str
    hertz: int


VISITOR = Look((44, 122, 88), "#c98f66", "#2b1d14", "#e8e2d6", 440)
INMATE = Look((176, 92, 48), "#e3b08c", "#4a2f1b", "#d9dde2", 620)
SECOND_VISITOR = Look((60, 92, 168), "#7a4b30", "#1b1b1f", "#c9b458", 530)
OFFICER = Look((110, 110, 110), "#f1cdb0", "#7a5230", "#20303c", 350)


@dataclass(frozen=True)
class Film:
    camera: Path
    microphone: Path
    look: Look


def film_of(look: Look, folder: Path) -> Film:
    """Return the files of a look, which are created once in `folder`."""
    name = "-".join(str(part) for part in (*look.wall, look.hertz))
    film = Film(folder / f"{name}.y4m", folder / f"{name}.wav", look)
    if not film.camera.exists():
        _write_camera(film.camera, look)
        _write_microphone(film.microphone, look.hertz)
    return film


def _write_camera(path: Path, look: Look) -> None:
    width, height = SIZE
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in frames_of(look):
            file.write(b"FRAME\n" + _planes(frame))


def frames_of(look: Look) -> Iterator[Image.Image]:
    """Yield one round of a film that repeats without a jump."""
    for number in range(FRAMES):
        turn = 2 * math.pi * number / FRAMES
        picture = Image.new("RGB", SIZE, look.wall)
        _draw_person(ImageDraw.Draw(picture), look, sway=14 * math.sin(turn), turn=turn)
        yield picture


def _draw_person(draw: ImageDraw.ImageDraw, look: Look, *, sway: float, turn: float) -> None:
    middle, top = 320 + sway, 96 + 5 * math.cos(2 * turn)
    draw.rounded_rectangle((130, 372, 510, 620), radius=120, fill=look.shirt)
    draw.rectangle((middle - 38, top + 200, middle + 38, 400), fill=look.skin)
    draw.ellipse((middle - 108, top - 22, middle + 108, top + 200), fill=look.hair)
    draw.ellipse((middle - 92, top, middle + 92, top + 252), fill=look.skin)
    draw.pieslice((middle - 98, top - 20, middle + 98, top + 168), 185, 355, fill=look.hair)
    for side in (-1, 1):
        eye = middle + 38 * side
        draw.ellipse((eye - 17, top + 102, eye + 17, top + 122), fill="#ffffff")
        draw.ellipse((eye - 8 + sway / 3, top + 103, eye + 8 + sway / 3, top + 121), fill="#26201c")
    draw.arc((middle - 12, top + 120, middle + 10, top + 170), 0, 140, fill="#8a5a40", width=4)
    opened = 7 + 6 * math.sin(4 * turn)
    draw.ellipse((middle - 32, top + 190 - opened, middle + 32, top + 190 + opened), fill="#8f3f3a")


def _planes(frame: Image.Image) -> bytes:
    """Return luma and halved chroma in the range of video (BT.601, 16 to 235)."""
    values = np.asarray(frame.convert("YCbCr"), dtype=np.float32)
    luma = 16 + values[:, :, 0] * 219 / 255
    chroma = 128 + (values[::2, ::2, 1:] - 128) * 224 / 255
    parts = (luma, chroma[:, :, 0], chroma[:, :, 1])
    return b"".join(part.round().astype(np.uint8).tobytes() for part in parts)


def _write_microphone(path: Path, hertz: int) -> None:
    """Write syllables of the tone with overtones: a steady hum would be suppressed as noise."""
    moments = np.arange(2 * SAMPLES_A_SECOND) / SAMPLES_A_SECOND
    tone = sum(np.sin(2 * np.pi * hertz * part * moments) / part for part in (1, 2, 3))
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * moments), 0, None) ** 0.5
    samples = (9000 * tone * syllables).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_A_SECOND)
        file.writeframes(samples.tobytes())
