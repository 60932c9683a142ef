"""Turn a text into words with a HanLP model from a local folder; a name is refused, nothing is downloaded."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vocnlp.errors import InputError, MissingExtraError
from vocnlp.segment.tokens import LazySegmenter, Token, tile

__all__ = ["HanlpSegmenter"]


class HanlpSegmenter(LazySegmenter):
    """A HanLP tokenizer or multi-task model; user words are its forced dictionary where it has one."""

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
        if self.words and hasattr(type(model), "dict_force"):
            model.dict_force = set(self.words)
        return model

    def segment(self, text: str, *, tags: bool = False) -> list[Token]:
        """Cut ``text``; one thread at a time, because torch modules keep state while they run."""
        if not text.strip():
            return list(tile(text, ()))
        model = self.engine()
        with self._cutting:
            answer = model(text)
        return list(tile(text, _words(answer, tags)))

    def settings(self) -> tuple[Any, ...]:
        """Return the folder and the words."""
        return self.folder, self.words


def _words(answer: Any, tags: bool) -> Iterator[tuple[str, str]]:
    """Read a list of words, or the ``tok`` and ``pos`` entries of a multi-task document."""
    if not isinstance(answer, Mapping):
        return ((str(word), "") for word in answer)
    words = next((value for key, value in answer.items() if key.startswith("tok")), ())
    found = next((value for key, value in answer.items() if key.startswith("pos")), ()) if tags else ()
    return zip(map(str, words), found if found else [""] * len(words), strict=False)
