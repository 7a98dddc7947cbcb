"""The offers of the bench's second Janus, as far as they can be tested without it."""

from bench.player import Ports
from bench.second_janus import mountpoint, ports_in, with_upper_layers

OFFER = (
    "v=0\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "a=ssrc:11 cname:janus\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
    "a=mid:picture\r\n"
    "a=ssrc:4294967295 cname:janus\r\n"
    "a=end-of-candidates\r\n"
)


def test_video_is_offered_as_the_lowest_of_three_layers():
    assert with_upper_layers(OFFER) == OFFER + (
        "a=ssrc-group:SIM 4294967295 0 1\r\na=ssrc:0 cname:janus\r\na=ssrc:1 cname:janus\r\n"
    )


def test_a_mountpoint_leaves_its_ports_to_janus_and_is_heard_on_this_machine_alone():
    media = mountpoint(7)["media"]
    assert mountpoint(7)["id"] == 7
    assert [(each["iface"], each["port"]) for each in media] == [("127.0.0.1", 0)] * 2


def test_a_player_sends_to_the_ports_that_janus_has_chosen():
    ports = [
        {"type": "audio", "port": 10},
        {"type": "video", "port": 12, "rtcp_port": 13},
    ]
    assert ports_in({"stream": {"ports": ports}}) == Ports(video=12, video_control=13, sound=10)
