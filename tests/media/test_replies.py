import pytest

from parloir.media.errors import LegGone, MediaError, NotAllowed, RoomGone
from parloir.media.janus.replies import JanusRefused, error_of


def plugin_error(code: int) -> dict[str, object]:
    data = {"videoroom": "event", "error_code": code, "error": "v=0 is not what we quote"}
    return {"janus": "success", "plugindata": {"data": data}}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ({"janus": "error", "error": {"code": 458, "reason": "No such session"}}, LegGone),
        ({"janus": "error", "error": {"code": 403, "reason": "Unauthorized"}}, NotAllowed),
        (plugin_error(426), RoomGone),
        (plugin_error(433), NotAllowed),
        (plugin_error(499), JanusRefused),
    ],
)
def test_a_number_of_janus_is_one_of_our_errors(
    reply: dict[str, object], kind: type[MediaError]
) -> None:
    error = error_of(reply)
    assert type(error) is kind
    assert "v=0" not in str(error)


def test_a_reply_without_an_error_has_none() -> None:
    assert error_of({"janus": "success", "data": {"id": 1}}) is None
    assert error_of({"janus": "ack"}) is None
