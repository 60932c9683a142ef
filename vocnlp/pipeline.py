"""Turn raw utterances into analyses: the only module that knows the order of the floors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vocnlp.collector import unhurried
from vocnlp.errors import InputError, PackError
from vocnlp.types.analysis import Analysis, Decision
from vocnlp.types.utterance import Turn, Utterance

if TYPE_CHECKING:
    import pandas as pd

    from vocnlp.engine import Engine
    from vocnlp.hybrid.combine import Hybrid
    from vocnlp.hybrid.reading import Reading
    from vocnlp.normalize.normalizer import Normalizer
    from vocnlp.normalize.privacy import Masker
    from vocnlp.pack import Pack
    from vocnlp.routing.decide import Router
    from vocnlp.segment.clauses import Segments
    from vocnlp.sentiment.score import Scoring
    from vocnlp.tagging.automaton import Hit
    from vocnlp.types.text import NormalizedText

__all__ = ["Pipeline", "load"]


class Pipeline:
    """One pack, compiled; immutable, safe to share between threads, pickled as its configuration.

    Make one with ``vocnlp.load``.
    """

    def __init__(
        self,
        engine: Engine,
        normalizer: Normalizer,
        *,
        privacy: Literal["keep", "mask"] = "keep",
        now: Callable[[], dt.datetime] | None = None,
        learned: bool = True,
    ) -> None:
        """Join an engine with what does not depend on its pack.

        Args:
            engine: the compiled pack.
            normalizer: the one that the engine was built with.
            privacy: ``mask`` replaces personal information before anything else sees the text.
            now: the clock for decisions about utterances that carry no time.
            learned: use the pack's learned model, if it has one; without it the rules speak alone.
        """
        from vocnlp.normalize.boilerplate import boilerplate
        from vocnlp.segment.clauses import split

        if privacy not in ("keep", "mask"):
            raise InputError(f"privacy must be 'keep' or 'mask', not {privacy!r}")
        self.pack = engine.pack
        self._label = engine.pack.label
        self._engine = engine
        self._normalizer = normalizer
        self._split = split
        self._mark = boilerplate
        options = {"privacy": privacy, "without": normalizer.without, "now": now, "learned": learned}
        self._options: dict[str, Any] = options
        self._masker = _masker() if privacy == "mask" else None
        self._now = now
        self._hybrid = _hybrid(engine.pack) if learned and engine.pack.model is not None else None

    @property
    def hybrid(self) -> Hybrid | None:
        """The learned parts of the pack and how they meet its rules; None when the rules speak alone."""
        return self._hybrid

    @property
    def router(self) -> Router:
        """The decision table in action, for explanations of why a row did not match."""
        return self._engine.router

    def analyze(
        self,
        text: object,
        *,
        channel: str | None = None,
        time: object = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Analysis:
        """Understand one utterance.

        Args:
            text: a string, a mapping with ``text`` or ``turns``, an Utterance, or a missing value.
            channel: where it was said (``hotline``, ``review``, ``forum``, ...).
            time: when it was said: a datetime, a date, a Timestamp or ISO text.
            meta: operational data that rules and routing may ask for (``{"nps": 3, "customer.tier": "vip"}``).

        Raises:
            InputError: the value cannot be read as an utterance.
        """
        return self._analyze(self._utterance(text, channel=channel, time=time, meta=meta))

    def _utterance(self, said: object, **facts: Any) -> Utterance:
        """Read an utterance and mask it; no error tells more than the result would."""
        if self._masker is None:
            return Utterance.of(said, **facts)
        try:
            return self._masker.mask_utterance(Utterance.of(said, **facts))
        except InputError as error:
            problem = self._masker.mask(str(error)).text
        raise InputError(problem)

    @property
    def masks(self) -> bool:
        """Whether personal data is masked before anything else (``privacy="mask"``)."""
        return self._masker is not None

    def masked(self, text: str) -> str:
        """Return a text without personal data when this pipeline masks, else as it is."""
        return text if self._masker is None else self._masker.mask(text).text

    def _judge(self, utterance: Utterance, mark: str) -> tuple[NormalizedText, Segments, Sequence[Hit], Scoring]:
        """Return what the rules say of an utterance, and what they read it from."""
        text = self._normalizer.normalize(utterance.text)
        turns = (Turn("other", 0, len(utterance.text)),) if mark == "default" else utterance.turns
        segments = self._split(text, turns)
        hits = self._engine.automaton.scan(text.text)
        mentions = self._engine.tagger.tag(text.text, segments, hits, utterance.field)
        return text, segments, hits, self._engine.scorer.score(text, segments, hits, mentions)

    def _analyze(self, utterance: Utterance) -> Analysis:
        mark = self._mark(utterance.text)
        text, segments, hits, scoring = self._judge(utterance, mark)
        if self._hybrid is not None and mark != "default":
            rules = _reading(utterance, text, segments, scoring)
            joined = self._hybrid.join(rules)
            scoring = scoring._replace(opinions=joined.opinions, score=joined.score, polarity=joined.polarity)
        opinions = self._engine.causes.attach(text, segments, hits, scoring.opinions)
        reading = self._engine.signals.read(text, segments, hits, opinions, utterance)
        understood: dict[str, Any] = {
            "text": utterance.text,
            "opinions": opinions,
            "intent": reading.intent,
            "severity": reading.severity,
            "polarity": scoring.polarity,
            "score": scoring.score,
            "signals": reading.signals,
            "tone": scoring.tone,
            "id": utterance.id,
            "channel": utterance.channel,
            "time": utterance.time,
            "meta": utterance.meta,
            "mark": mark,
            "pack": self._label,
            "normalized": text,
        }
        now = self._now() if self._now is not None and utterance.time is None else None
        decisions = self._engine.router.decide(Analysis(**understood), now=now)
        if self._hybrid is not None and self._hybrid.router is not None and mark != "default":
            decisions = self._hybrid.router.decide(rules, decisions, _departments(self.pack))
        return Analysis(**understood, decisions=decisions)

    def read_rules(self, utterance: object) -> Reading:
        """Return what the rules alone understand, without causes and decisions: the input of learned parts.

        Raises:
            InputError: the value cannot be read as an utterance.
        """
        read = self._utterance(utterance)
        text, segments, _, scoring = self._judge(read, self._mark(read.text))
        return _reading(read, text, segments, scoring)

    def analyze_many(self, utterances: Iterable[object], *, workers: int = 0) -> Iterator[Analysis]:
        """Understand utterances one by one, in input order and constant memory.

        Args:
            utterances: strings, mappings or Utterances.
            workers: number of processes; 0 works in this one. The results are the same.

        Raises:
            InputError: an item cannot be read as an utterance.
        """
        if workers <= 0:
            return map(self.analyze, utterances)
        from vocnlp.workers import ordered_map

        return ordered_map(self.analyze, utterances, workers)

    def to_frame(
        self,
        frame: pd.DataFrame | pd.Series[Any],
        text: Hashable = "text",
        *,
        rows: Literal["opinions", "decisions"] = "opinions",
        workers: int = 0,
    ) -> pd.DataFrame:
        """Analyse a column of a DataFrame, or a Series; return one row an opinion, or one row a decision.

        The columns ``id`` (else the index), ``channel`` and ``time`` are used where they exist; every other
        column is at hand for rules and routing as a ``meta`` field and comes back in each row.

        Args:
            frame: comments, one a row; those of a Series are the comments themselves.
            text: the label of the column of the comments, whatever its type; a Series has none.
            rows: ``opinions`` or ``decisions``.
            workers: processes; 0 works in this one.

        Raises:
            InputError: there is no such column (the message names those that exist), it is no frame, or a row cannot
                be read.
        """
        from vocnlp.frames import from_frame, to_frame

        return to_frame(self.analyze_many(from_frame(frame, text=text), workers=workers), rows=rows)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (_sent(self.pack.folder), self.pack.digest, *self._options.items())

    def __repr__(self) -> str:
        return f"<vocnlp.Pipeline {self.pack.label}>"


def load(
    pack: str | Path | Pack,
    *,
    privacy: Literal["keep", "mask"] = "keep",
    without: Iterable[str] = (),
    now: Callable[[], dt.datetime] | None = None,
    learned: bool = True,
) -> Pipeline:
    """Load a pack by name, folder or ``pack.yaml`` and compile it into a Pipeline.

    >>> load("base").analyze("客服态度很好").opinions[0].polarity
    'positive'

    Raises:
        PackNotFoundError: there is no such pack.
        PackError: its files have problems; all of them are in ``problems``.
        ModelError: its learned model is damaged, too new or made for another taxonomy.
    """
    with unhurried():
        from vocnlp.normalize.normalizer import Normalizer

        normalizer = Normalizer(without=without)
        return Pipeline(_engine(pack, normalizer), normalizer, privacy=privacy, now=now, learned=learned)


def _engine(pack: str | Path | Pack, normalizer: Normalizer) -> Engine:
    """Return the engine of a pack: the compiled one that ships with it, or one built from its files."""
    from vocnlp.compiled import is_trusted, read_compiled
    from vocnlp.pack import Pack, load_pack, pack_folder

    if not isinstance(pack, Pack):
        folder = pack_folder(pack)
        ready = read_compiled(folder) if is_trusted(folder) and not normalizer.without else None
        if ready is not None:
            return ready
        pack = load_pack(folder)
    from vocnlp.engine import build_engine

    return build_engine(pack, normalizer)


@lru_cache(maxsize=4)
def _rebuild(pack: str | Path, digest: str, *options: tuple[str, Any]) -> Pipeline:
    """Load what was pickled, once a process: joblib and its like send the pipeline along with every task.

    Raises:
        PackError: the files of the pack are not those that were sent, so that results would differ.
    """
    pipeline = load(pack, **dict(options))
    if pipeline.pack.digest != digest:
        raise PackError(
            f"{pack} 与发送方的行业包不同，请用同一个版本 (not the pack that was sent, #{digest[:8]}, but "
            f"#{pipeline.pack.digest[:8]}: keep one version of it everywhere, and load it again after an edit)"
        )
    return pipeline


def _sent(folder: Path) -> str | Path:
    """Name a shipped pack, which another machine may keep elsewhere; give any other by its whole path."""
    from vocnlp.shipped import packs

    return folder.name if packs().get(folder.name) == folder else folder.resolve()


def _hybrid(pack: Pack) -> Hybrid | None:
    from vocnlp.hybrid.load import load_hybrid

    return load_hybrid(pack.model, pack.taxonomy) if pack.model is not None else None


def _departments(pack: Pack) -> dict[str, Decision]:
    """Return for every department a decision with its name, promise and priority."""
    table = pack.routing
    return {
        name: Decision(name, known.priority or table.default.priority, known.sla, name=known.name, cc=known.cc)
        for name, known in table.departments.items()
    }


def _reading(utterance: Utterance, text: NormalizedText, segments: Segments, scoring: Scoring) -> Reading:
    from vocnlp.hybrid.reading import Reading

    return Reading(text, segments, scoring.opinions, scoring.score, scoring.polarity, utterance)


def _masker() -> Masker:
    from vocnlp.normalize.privacy import Masker

    return Masker()
