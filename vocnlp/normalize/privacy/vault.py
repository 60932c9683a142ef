"""Seal what was masked with a key of the caller, and open it again.

AES-SIV (RFC 5297) is authenticated and deterministic: the same data and key give the same sealed text.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from vocnlp.errors import InputError, MissingExtraError

__all__ = ["open_sealed", "seal"]

_PURPOSE = b"vocnlp privacy 1"


def seal(key: bytes, values: dict[str, list[str]]) -> str:
    """Encrypt the values behind each token; the same values and key give the same text."""
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_cipher(key).encrypt(plain, [_PURPOSE])).decode()


def open_sealed(key: bytes, sealed: str) -> dict[str, list[str]]:
    """Decrypt what ``seal`` returned.

    Raises:
        InputError: another key, or a sealed text that was changed.
    """
    from cryptography.exceptions import InvalidTag

    try:
        plain = _cipher(key).decrypt(base64.urlsafe_b64decode(sealed.encode()), [_PURPOSE])
    except (InvalidTag, ValueError):
        raise InputError("the sealed text does not fit this key, or it was changed") from None
    values: dict[str, list[str]] = json.loads(plain)
    return values


def _cipher(key: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    except ImportError as error:
        raise MissingExtraError("reversible masking needs cryptography: pip install 'vocnlp[privacy]'") from error
    return AESSIV(HKDF(algorithm=SHA256(), length=64, salt=None, info=_PURPOSE).derive(key))
