"""Turn a name into a segmenter; a backend is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from vocnlp.errors import InputError, did_you_mean
from vocnlp.segment.tokens import Segmenter

__all__ = ["segmenter"]

NAMES = ("auto", "jieba", "rjieba", "char", "hanlp")


def segmenter(spec: str = "auto", words: Iterable[str] = ()) -> Segmenter:
    """Return a segmenter by name.

    Args:
        spec: ``auto`` (rjieba where it is installed, else jieba), ``jieba``, ``rjieba``, ``char``, or
            ``hanlp:/folder`` with the folder of a HanLP model; a model name is refused, nothing is downloaded.
        words: user words, such as the terms of a taxonomy.

    Raises:
        InputError: no such backend, or the folder holds no HanLP model.
        MissingExtraError: the backend's library is not installed.

    >>> [token.text for token in segmenter("char", ["座椅"]).segment("座椅很硬")]
    ['座椅', '很', '硬']
    """
    name, _, folder = spec.partition(":")
    if name not in NAMES:
        raise InputError(f"no segmenter {spec!r}; {did_you_mean(name, NAMES).en or 'use one of ' + ', '.join(NAMES)}")
    if name == "hanlp":
        from vocnlp.segment.backends.hanlp import HanlpSegmenter

        return HanlpSegmenter(folder, words)
    if name == "char":
        from vocnlp.segment.backends.char import CharSegmenter

        return CharSegmenter(words)
    if name == "rjieba" or (name == "auto" and find_spec("rjieba") is not None):
        from vocnlp.segment.backends.rjieba import RjiebaSegmenter

        return RjiebaSegmenter(words)
    from vocnlp.segment.backends.jieba import JiebaSegmenter

    return JiebaSegmenter(words)
