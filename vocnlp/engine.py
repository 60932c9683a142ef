"""Turn a pack into the readers that every text goes through, all of them over one automaton."""

from __future__ import annotations

from typing import NamedTuple

from vocnlp.cause.reader import CauseReader
from vocnlp.normalize.forms import NormalForms
from vocnlp.normalize.normalizer import Normalizer
from vocnlp.pack import Pack
from vocnlp.routing.decide import Router
from vocnlp.sentiment.lexicon import Lexicon, base_files
from vocnlp.sentiment.score import Scorer
from vocnlp.signals.reader import SignalReader
from vocnlp.tagging.automaton import Automaton, Vocabulary
from vocnlp.tagging.rules import RuleTagger

__all__ = ["Engine", "build_engine"]


class Engine(NamedTuple):
    """A pack and its readers, in the order in which a text meets them; frozen, thread-safe, picklable."""

    pack: Pack
    automaton: Automaton
    tagger: RuleTagger
    scorer: Scorer
    causes: CauseReader
    signals: SignalReader
    router: Router


def build_engine(pack: Pack, normalizer: Normalizer) -> Engine:
    """Compile a pack for texts that this normalizer has normalized.

    Raises:
        PackError: a file of words that the pack stands on has problems; all of them are in ``problems``.
    """
    normal = NormalForms(normalizer, pack.taxonomy.literals()).__getitem__
    vocabulary = Vocabulary()
    tagger = RuleTagger.build(pack.taxonomy, vocabulary, normal)
    words = {word for point in pack.taxonomy.points.values() for word in point.polarity}
    lexicon = Lexicon(vocabulary, normalizer, [*base_files(), *pack.lexicons], sorted(words))
    manifest = pack.manifest
    scorer = Scorer.build(
        lexicon, pack.taxonomy, normal, overall=manifest.overall, neutral_below=manifest.neutral_below
    )
    causes = CauseReader.build(vocabulary, normal, pack.causes)
    signals = SignalReader.build(vocabulary, normal, pack.signals)
    router = Router(pack.routing, pack.taxonomy)
    return Engine(pack, vocabulary.compile(), tagger, scorer, causes, signals, router)
