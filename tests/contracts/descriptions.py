"""Session descriptions as a browser could have written them, for tests without media."""

_HEAD = (
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
)
_TRANSPORT = (
    "c=IN IP4 0.0.0.0\r\n"
    "a=rtcp:9 IN IP4 0.0.0.0\r\n"
    "a=ice-ufrag:h2Qb\r\n"
    "a=ice-pwd:kF0nT8wVxq3sLr7yZb1cDe5G\r\n"
    "a=ice-options:trickle\r\n"
    "a=fingerprint:sha-256 6F:E2:0A:91:5B:C4:3D:78:12:EE:47:9B:B0:2C:85:D3:"
    "19:64:FA:0D:7E:33:A8:51:C6:90:2F:BB:48:E5:17:DC\r\n"
)


def canned_offer() -> str:
    sound = (
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        f"{_TRANSPORT}a=setup:actpass\r\na=mid:0\r\na=sendonly\r\na=rtcp-mux\r\n"
        "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
        "a=ssrc:1001 cname:canned\r\n"
    )
    picture = (
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
        f"{_TRANSPORT}a=setup:actpass\r\na=mid:1\r\na=sendonly\r\na=rtcp-mux\r\n"
        "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\n"
        "a=ssrc:2001 cname:canned\r\n"
    )
    return _HEAD + sound + picture


def canned_answer() -> str:
    return canned_offer().replace("sendonly", "recvonly").replace("actpass", "active")


def with_a_data_channel(offer: str) -> str:
    return offer + (
        f"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n{_TRANSPORT}"
        "a=setup:actpass\r\na=mid:2\r\na=sctp-port:5000\r\n"
    )
