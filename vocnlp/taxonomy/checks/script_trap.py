"""script-trap: a literal that customers of one script never hit.

Texts are brought to one script before matching, words included (冷氣 becomes 空调), and so are rules. A literal of
simplified characters whose traditional spelling is read as another word is deaf to Taiwan and Hong Kong: write the
traditional spelling, or the mainland word, beside it. A literal of traditional characters that stands for another
word does not find its own simplified spelling. A literal whose normal form is not stable (a repeated character)
never hits at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vocnlp.errors import SILENT, Level, Message
from vocnlp.taxonomy.checks.book import Book, Finding, Written

_TRADITIONAL = (
    ("s2t", "taiwan", "繁体", "traditional"),
    ("s2tw", "taiwan", "台湾", "Taiwan"),
    ("s2hk", "hongkong", "香港", "Hong Kong"),
)

_BORDER = "；"
"""Stands between literals that are read together; no step changes it or looks across it."""


def check(book: Book) -> Iterator[Finding]:
    """Spell every literal in the other scripts and read it back."""
    written = list({(one.point.id, one.text): one for one in reversed(book.written) if one.text}.values())
    for one in written:
        again = book.normalized(one.text)
        if again != one.text:
            message = Message(
                f"“{one.text}”在文本里会变成“{again}”，不会命中", f"{one.text} becomes {again} in texts and never hits"
            )
            yield _finding(one, "warning", message)
    yield from _deaf(book, written)
    yield from _one_sided(book, written)


def _deaf(book: Book, written: Sequence[Written]) -> Iterator[Finding]:
    """Find literals whose traditional spelling is read as another word that the point does not know."""
    own = {(one.point.id, one.text) for one in written}
    texts = sorted({one.raw for one in written if one.raw == one.text})
    told: dict[str, tuple[str, str, str, str]] = {}
    seen: set[tuple[str, str, str]] = set()
    for config, script, zh, en in _TRADITIONAL:
        pairs = zip(texts, _convert(config, texts), strict=True)
        new = [(text, other) for text, other in pairs if (text, other, script) not in seen]
        seen.update([(text, other, script) for text, other in new])
        for (text, other), back in zip(new, _read(book, [other for _, other in new], script), strict=True):
            if back != text and text not in told:
                told[text] = (other, back, zh, en)
    for one in written:
        found = told.get(one.raw)
        if found is None or one.raw != one.text or (one.point.id, found[1]) in own:
            continue
        other, back, zh, en = found
        message = Message(
            f"{zh}写法“{other}”会读成“{back}”，“{one.raw}”不会命中",
            f"the {en} spelling {other} is read as {back}, so {one.raw} does not hit",
        )
        missing = other if other != one.raw else back
        hint = Message(f"再写一条 {missing}", f"write {missing} as well")
        yield _finding(one, "warning", message, hint)


def _one_sided(book: Book, written: Sequence[Written]) -> Iterator[Finding]:
    """Find traditional literals whose simplified spelling is another text than their normal form."""
    own = {(one.point.id, one.text) for one in written}
    foreign = [one for one in written if one.raw != one.text]
    for one, plain in zip(foreign, _convert("t2s", [one.raw for one in foreign]), strict=True):
        plain = plain.lower()
        if plain in (one.raw.lower(), one.text) or book.normalized(plain) == one.text:
            continue
        if (one.point.id, plain) not in own:
            message = Message(
                f"“{one.raw}”当作“{one.text}”；简体写法“{plain}”不会命中",
                f"{one.raw} stands for {one.text}; its simplified spelling {plain} does not hit",
            )
            yield _finding(one, "info", message)


def _convert(config: str, texts: Sequence[str]) -> list[str]:
    """Convert many texts in one call; a line break never joins two words."""
    if not texts:
        return []
    import opencc

    return list(opencc.OpenCC(config).convert("\n".join(texts)).split("\n"))


def _read(book: Book, texts: Sequence[str], script: str) -> list[str]:
    """Bring many texts of one script to normal form in one call."""
    normal = book.normalizer.pattern
    lines = normal(_BORDER.join(texts), script=script).split(_BORDER)
    return lines if len(lines) == len(texts) else [normal(text, script=script) for text in texts]


def _finding(one: Written, level: Level, message: Message, hint: Message = SILENT) -> Finding:
    return Finding(one.entry.location, level, "script-trap", message, hint, one.point, one.entry)
