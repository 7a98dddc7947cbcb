"""Pictures of one account are limited; pictures of others are not."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from parloir.people import images
from parloir.people.uploads import IDENTITY, TooManyPictures, take_in
from parloir.pictures.refusals import ImageRefused
from tests.factories.moments import NINE_ON_MONDAY

pytestmark = pytest.mark.django_db


def send(account="ann", now=NINE_ON_MONDAY, content=b"no picture"):
    return take_in(io.BytesIO(content), size=len(content), kind=IDENTITY, account=account, now=now)


def test_picture_is_taken_in():
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "tan").save(out, "PNG")
    assert Image.open(io.BytesIO(send(content=out.getvalue()))).size == (400, 300)


def test_refused_pictures_count_until_the_oldest_is_an_hour_old(monkeypatch):
    def decodes(*_, **__):
        raise ImageRefused(ImageRefused.Reason.DAMAGED)

    monkeypatch.setattr(images, "clean", decodes)
    for number in range(IDENTITY.limit.times):
        with pytest.raises(ImageRefused):
            send(now=NINE_ON_MONDAY + timedelta(seconds=number))
    ten = NINE_ON_MONDAY + timedelta(hours=1)
    with pytest.raises(TooManyPictures) as caught:
        send(now=ten - timedelta(seconds=1))
    assert caught.value.until == ten
    with pytest.raises(ImageRefused):
        send(account="bob", now=ten - timedelta(seconds=1))
    with pytest.raises(ImageRefused):
        send(now=ten)
