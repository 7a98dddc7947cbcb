"""Which side starts the DTLS handshake of a connection (ADR 16).

An offer that leaves the choice (`actpass`) lets the other side start. The side that is called then
chooses the cipher: Janus chooses AES-GCM, which costs it a fifth of what browsers choose. But a
browser starts some milliseconds before Janus is ready for it, and repeats only after 50 ms.

All later offers of a connection say the same: its handshake stands.
"""

_EITHER, _WHO_OFFERS = "a=setup:actpass", "a=setup:active"


def of_browser_offer(offer: str, *, browser_begins: bool) -> str:
    """Return the browser's offer as Janus is to read it."""
    return offer.replace(_EITHER, _WHO_OFFERS) if browser_begins else offer


def of_our_offer(offer: str, *, browser_begins: bool) -> str:
    """Return Janus's offer as the browser is to read it."""
    return offer if browser_begins else offer.replace(_EITHER, _WHO_OFFERS)
