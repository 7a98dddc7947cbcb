"""Seal the code for a new password for its way through the outbox, which is a table."""

import base64

from parloir.vault.sealing import seal, unseal

_PURPOSE = "password-reset-code"


def sealed_reset_code(code: str) -> str:
    return base64.b64encode(seal(code.encode(), purpose=_PURPOSE, context="notice")).decode()


def unsealed_reset_code(sealed: str) -> str:
    return unseal(base64.b64decode(sealed), purpose=_PURPOSE, context="notice").decode()
