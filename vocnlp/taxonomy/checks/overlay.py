"""overlay-no-effect, override: what an overlay says about its base.

Only differences belong into an overlay; a repeated line hides the later changes of the base. Everything that does
change the base, and everything it adds to a point of the base, is told as a remark, so that nothing is overridden
unseen.
"""

from __future__ import annotations

from collections.abc import Iterator

from vocnlp.errors import Level, Message
from vocnlp.taxonomy.checks.book import Book, Finding
from vocnlp.taxonomy.model import Override

_LONGEST = 60


def check(book: Book) -> Iterator[Finding]:
    """Tell every override; single values that are the base's are warnings."""
    for override in book.taxonomy.overrides:
        point = book.taxonomy.points.get(override.point)
        if override.before == override.after:
            entry = override.field in ("terms", "positive", "negative")
            message = Message(
                f"{override.point} 的 {override.after if entry else override.field} 和基础包一样",
                f"{override.after if entry else override.field} of {override.point} is the base's",
            )
            level: Level = "info" if entry else "warning"
            yield Finding(override.location, level, "overlay-no-effect", message, point=point)
        elif override.field != "point" or override.before:
            yield Finding(override.location, "info", "override", _told(override), point=point)


def _told(override: Override) -> Message:
    point, field = override.point, override.field
    before, after = _short(override.before), _short(override.after)
    if field == "point":
        return (
            Message(f"加了体验点 {point}", f"adds {point}") if after else Message(f"去掉 {point}", f"removes {point}")
        )
    if not before:
        return Message(f"{point} 的 {field} 加了：{after}", f"{field} of {point}: adds {after}")
    if not after:
        return Message(f"{point} 的 {field} 去掉了：{before}", f"{field} of {point}: removes {before}")
    return Message(f"{point} 的 {field} 由 {before} 改成 {after}", f"{field} of {point}: {before} becomes {after}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
