from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from parloir.vault.signing import is_signed, public_key, sign


def test_a_signature_is_of_one_message_and_one_purpose():
    signature = sign(b"head", purpose="one")
    assert is_signed(b"head", signature, purpose="one")
    assert not is_signed(b"heads", signature, purpose="one")
    assert not is_signed(b"head", signature, purpose="other")
    assert not is_signed(b"head", b"", purpose="one")


def test_anybody_with_the_public_key_can_check_a_signature():
    key = Ed25519PublicKey.from_public_bytes(public_key(purpose="one"))
    key.verify(sign(b"head", purpose="one"), b"head")
