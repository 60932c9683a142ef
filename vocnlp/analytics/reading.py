"""Turn an utterance into its mentions before and after overlaps are resolved, for questions about single entries."""

from __future__ import annotations

from typing import NamedTuple

from vocnlp.normalize.normalizer import Normalizer
from vocnlp.segment.clauses import Segments, split
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.tagging.resolve import Mention, resolve
from vocnlp.tagging.rules import RuleTagger
from vocnlp.taxonomy.model import Taxonomy
from vocnlp.types.text import NormalizedText
from vocnlp.types.utterance import Utterance

__all__ = ["MentionReader", "Mentioned"]


class Mentioned(NamedTuple):
    """One utterance with every mention that a rule made, and those that stand."""

    text: NormalizedText
    segments: Segments
    candidates: tuple[Mention, ...]
    mentions: tuple[Mention, ...]


class MentionReader:
    """The rules of one taxonomy, without sentiment."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._normalizer = Normalizer()
        vocabulary = Vocabulary()
        self._tagger = RuleTagger.build(taxonomy, vocabulary, self._normalizer.pattern)
        self._automaton = vocabulary.compile()

    def read(self, utterance: Utterance) -> Mentioned:
        """Find the mentions of one utterance."""
        text = self._normalizer.normalize(utterance.text)
        segments = split(text, utterance.turns)
        found = self._tagger.candidates(text.text, segments, self._automaton.scan(text.text), utterance.field)
        return Mentioned(text, segments, tuple(found), tuple(resolve(list(found))))
