"""A picture as a browser sends it."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "tan").save(out, "JPEG")
    return out.getvalue()


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.jpg", picture(), "image/jpeg")
