"""What a room of the media server is asked for."""

from parloir.media.janus.videoroom import create_room
from parloir.media.protocol import RoomSpec


def test_a_room_does_not_record():
    room = create_room(RoomSpec(room_id=1, secret="s", pin="p"), admin_key="k")

    assert [name for name in room if "rec" in name] == ["lock_record"]
    assert room["lock_record"] is True
