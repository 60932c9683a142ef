"""Turn ``words.yaml`` into compiled context patterns, once, when the first text is masked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["Words", "read_words"]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The context words as regular-expression alternations, longest first, by list name."""

    alternations: dict[str, str]
    sets: dict[str, frozenset[str]]
    fields: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def entity_of(self, field: str) -> str:
        """Return the entity that a field of a table holds by its name, or an empty text.

        >>> [read_words().entity_of(name) for name in ("客户电话", "customer.phone", "headphone", "wechat_id", "门店")]
        ['mobile', 'mobile', '', 'wechat', '']
        """
        return next((entity for entity, pattern in self.fields if pattern.search(field)), "")

    def compile(self, template: str) -> re.Pattern[str]:
        """Compile a pattern in which ``%(phone)s`` stands for the words of that list; ASCII case does not matter."""
        return _compiled(self, template)

    def before(self, view: str, position: int, name: str, *, within: int = 10) -> bool:
        """Tell whether a word of the list stands at most ``within`` characters before, in the same clause."""
        near = _compiled(self, rf"(?:%({name})s)[^，。；;！!？?\n]{{0,{within}}}\Z")
        return near.search(view, max(0, position - within - 12), position) is not None


@lru_cache(maxsize=256)
def _compiled(words: Words, template: str) -> re.Pattern[str]:
    return re.compile(template % words.alternations, re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=1)
def read_words() -> Words:
    """Read the built-in words; the result never changes."""
    from vocnlp.yamlsource import load_yaml

    node = load_yaml(Path(__file__).with_name("words.yaml"))
    node.source.raise_if_errors()
    data = node.plain()
    lists: dict[str, list[str]] = {name: text.split() for name, text in data["words"].items()}
    lists |= {f"business_{name}": text.split() for name, text in data["business"].items()}
    lists |= {f"name_{name}": text.split() for name, text in data["names"].items()}
    lists |= {name: data[name].split() for name in ("units", "amount_marks")}
    return Words(
        {name: _alternation(set(words)) for name, words in lists.items()},
        {name: frozenset(words) for name, words in lists.items()},
        tuple((entity, _names(text.split())) for entity, text in data["fields"].items()),
    )


def _alternation(words: set[str]) -> str:
    """Return what matches any of the words, the longest first; single characters as one class."""
    if all(len(word) == 1 for word in words):
        return f"[{re.escape(''.join(sorted(words)))}]"
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def _names(words: list[str]) -> re.Pattern[str]:
    english = "|".join(map(re.escape, filter(str.isascii, words))) or "(?!)"
    chinese = "|".join(map(re.escape, (word for word in words if not word.isascii()))) or "(?!)"
    return re.compile(rf"(?:(?:^|[^a-z])(?:{english})|{chinese})[0-9]?\Z", re.IGNORECASE)
