"""Find business ids (订单号, 运单号, 退款单号, 工单号, tracking numbers): they look like personal data and stay."""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.normalize.privacy.words import Words

__all__ = ["find_business_ids"]

_ID = r"(?P<id>[0-9A-Za-z][0-9A-Za-z\-_]{3,39}(?: [0-9]{4}(?![0-9])){0,4})"
_NAMED = (
    r"(?:(?:%(business_alone)s)(?: ?(?:%(business_number)s))?|(?:%(business_numbered)s)(?:%(business_number)s))"
    r"(?:[:：#是为為 (]|尾号){0,4}" + _ID
)
_CARRIERS = "sf|jd|jt|yt|zt|sto|zto|yto|ems|db|kk|ups|1z"
_TRACKING = rf"(?<![0-9A-Za-z])(?P<id>(?:{_CARRIERS})[a-z]{{0,3}}[0-9]{{9,18}}[a-z]{{0,3}})(?![0-9A-Za-z])"
_SERVICE = r"(?<![0-9])(?P<id>[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}|[48]00[0-9]-[0-9]{3}-[0-9]{3})(?![0-9])"


def find_business_ids(view: str, words: Words) -> Iterator[tuple[int, int]]:
    """Return the ranges that no finder of digits may touch."""
    for template in (_NAMED, _TRACKING, _SERVICE):
        for match in words.compile(template).finditer(view):
            yield match.span("id")
