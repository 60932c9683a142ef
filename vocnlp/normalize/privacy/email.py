"""Find e-mail addresses, also with a full-width @."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.normalize.privacy.found import Found
from vocnlp.normalize.privacy.words import Words

__all__ = ["find_emails"]

_ADDRESS = (
    r"(?<![0-9A-Za-z._%%+\-])[0-9A-Za-z_][0-9A-Za-z._%%+\-]{0,63}"
    r"@(?:[0-9A-Za-z\-]{1,63}\.){1,4}[A-Za-z]{2,12}(?![0-9A-Za-z])"
)


def find_emails(view: str, words: Words) -> Iterator[Found]:
    """Find by shape."""
    for match in words.compile(_ADDRESS).finditer(view):
        yield Found(match.start(), match.end(), match.group().lower())
