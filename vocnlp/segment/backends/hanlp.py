"""Turn a text into words with a HanLP model from a local folder; a name is refused, nothing is downloaded.

The folder may hold a tokenizer, a multi-task model (words and parts of speech), a tagger of characters (B-NN E-NN S-AD:
words and parts of speech at once), or a tagger of words, which then tags the words of jieba.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from vocnlp.errors import InputError, MissingExtraError
from vocnlp.normalize.matcher import Matcher
from vocnlp.segment.backends.jieba import JiebaSegmenter
from vocnlp.segment.tokens import LazySegmenter, Segmenter, Token, as_written, encodable, tile
from vocnlp.yamlsource import load_yaml

__all__ = ["HanlpSegmenter"]

_BMES = re.compile(r"[BMIES](?:-(?P<tag>.+))?")


class HanlpSegmenter(LazySegmenter):
    """A HanLP model; user words are its forced dictionary where it has one, else they are forced on its answer."""

    __slots__ = ("_cutting", "folder")
    name = "hanlp"
    folder: str
    _cutting: threading.Lock

    def __init__(self, folder: str | Path, words: Iterable[str] = ()) -> None:
        path = Path(folder).expanduser()
        if not str(folder) or not (path / "config.json").is_file():
            raise InputError(
                f"{str(folder)!r} is no folder of a HanLP model (it must hold config.json and the weights). Names are "
                f"not accepted because vocnlp never downloads: fetch the model once, then give hanlp:/its/folder"
            )
        if find_spec("hanlp") is None:
            raise MissingExtraError("hanlp is not installed: pip install 'vocnlp[hanlp]'")
        super().__init__(words)
        object.__setattr__(self, "folder", str(path))
        object.__setattr__(self, "_cutting", threading.Lock())

    def make(self) -> Any:
        """Load the model from its folder and give it the user words."""
        import hanlp

        model = hanlp.load(self.folder)
        takes = hasattr(type(model), "dict_force")
        if self.words and takes:
            model.dict_force = set(self.words)
        longest = sorted(self.words, key=len, reverse=True) if not takes else []
        return _Engine(model, JiebaSegmenter(self.words), Matcher(longest), _read_tags())

    def segment(self, text: str, *, tags: bool = False) -> list[Token]:
        """Cut ``text``; one thread at a time, because torch modules keep state while they run."""
        if not text.strip():
            return list(tile(text, ()))
        engine = self.engine()
        with self._cutting:
            words = list(engine.words(encodable(text), tags))
        return _forced(text, as_written(text, tile(encodable(text), words)), engine.matcher)

    def settings(self) -> tuple[Any, ...]:
        """Return the folder and the words."""
        return self.folder, self.words


class _Engine:
    """A loaded model, and how to ask it."""

    def __init__(self, model: Any, jieba: Segmenter, matcher: Matcher, names: Mapping[str, str]) -> None:
        self.model, self.jieba, self.matcher, self.names = model, jieba, matcher, names
        self.tagger = ".taggers." in str(getattr(model, "config", {}).get("classpath", ""))
        known = [str(tag) for tag in model.vocabs["tag"].idx_to_token] if self.tagger else []
        self.by_character = self.tagger and bool(known) and all(map(_BMES.fullmatch, known))

    def words(self, text: str, tags: bool) -> Iterator[tuple[str, str]]:
        """Yield words with their tags, which are empty unless asked for and known."""
        if self.by_character:
            found = _joined(text, self.model(list(text)))
        elif self.tagger:
            cut = [token.text for token in self.jieba.segment(text)]
            found = zip(cut, map(str, self.model(list(cut))) if tags else [""] * len(cut), strict=False)
        else:
            found = _words(self.model(text), tags)
        for word, tag in found:
            yield word, self.names.get(tag, tag) if tags else ""


def _words(answer: Any, tags: bool) -> Iterator[tuple[str, str]]:
    """Read a list of words, or the ``tok`` and ``pos`` entries of a multi-task document."""
    if not isinstance(answer, Mapping):
        return ((str(word), "") for word in answer)
    words = next((value for key, value in answer.items() if key.startswith("tok")), ())
    found = next((value for key, value in answer.items() if key.startswith("pos")), ()) if tags else ()
    return zip(map(str, words), found if found else [""] * len(words), strict=False)


def _joined(text: str, tags: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Join characters by their tags; a word has the tag of its first character.

    >>> list(_joined("座椅硬", ["B-NN", "E-NN", "S-VA"]))
    [('座椅', 'NN'), ('硬', 'VA')]
    """
    start, name = 0, ""
    for place, tag in enumerate(map(str, tags)):
        if place and tag[0] in "BS":
            yield text[start:place], name
            start = place
        if start == place:
            match = _BMES.fullmatch(tag)
            name = (match["tag"] or "") if match else ""
    if start < len(text):
        yield text[start:], name


def _forced(text: str, tokens: list[Token], matcher: Matcher) -> list[Token]:
    """Cut the tokens anew where a user word stands; what is left of a cut token keeps its tag."""
    spans = [(start, end) for _, start, end in matcher.find(text)]
    own = {(token.start, token.end) for token in tokens}
    spans = [span for span in spans if span not in own]
    if not spans:
        return tokens
    tag_at = {place: token.tag for token in tokens for place in range(token.start, token.end)}
    inside = {place for start, end in spans for place in range(start + 1, end)}
    cuts = {token.start for token in tokens} | {place for span in spans for place in span}
    places = sorted(cuts - inside | {len(text)})
    return [Token(a, b, text[a:b], tag_at.get(a, "")) for a, b in pairwise(places)]


def _read_tags() -> dict[str, str]:
    root = load_yaml(Path(__file__).with_name("hanlp_tags.yaml"))
    root.source.raise_if_errors()
    return {tag: name for _, names in root.items() for name, node in names.items() for tag, _ in node.words()}
