"""Turn an Analysis into JSON-safe values and back, without losing anything that ``==`` compares.

A decision refers to its opinions by their place in the list of the analysis, so that they come back as the same
objects. Spans are ``[start, end]``, times are ISO 8601.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

from vocnlp.errors import InputError, did_you_mean
from vocnlp.types.analysis import Analysis, Cause, Decision, Evidence, Opinion, Polarity, Signal
from vocnlp.types.text import Span

__all__ = ["analysis_from_dict", "analysis_to_dict"]

_POLARITIES = get_args(Polarity)


def analysis_to_dict(analysis: Analysis) -> dict[str, Any]:
    """Return plain values (dict, list, str, int, float, bool, None) that ``json.dumps`` accepts."""
    places = {id(opinion): place for place, opinion in enumerate(analysis.opinions)}
    return {
        "id": analysis.id,
        "text": analysis.text,
        "channel": analysis.channel,
        "time": analysis.time.isoformat() if analysis.time else None,
        "meta": dict(analysis.meta),
        "polarity": analysis.polarity,
        "score": analysis.score,
        "intent": analysis.intent,
        "severity": analysis.severity,
        "opinions": [_opinion(opinion) for opinion in analysis.opinions],
        "signals": [_signal(signal) for signal in analysis.signals],
        "tone": [_evidence(item) for item in analysis.tone],
        "decisions": [_decision(decision, places) for decision in analysis.decisions],
        "mark": analysis.mark,
        "pack": analysis.pack,
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "point": opinion.point,
        "name": opinion.name,
        "polarity": opinion.polarity,
        "score": opinion.score,
        "span": list(opinion.span),
        "text": opinion.text,
        "clause": list(opinion.clause),
        "cause": None if opinion.cause is None else {**opinion.cause._asdict(), "span": list(opinion.cause.span)},
        "source": opinion.source,
        "confidence": opinion.confidence,
        "evidence": [_evidence(item) for item in opinion.evidence],
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {**item._asdict(), "span": list(item.span)}


def _signal(signal: Signal) -> dict[str, Any]:
    return {**signal._asdict(), "span": list(signal.span)}


def _decision(decision: Decision, places: Mapping[int, int]) -> dict[str, Any]:
    return {
        "department": decision.department,
        "name": decision.name,
        "priority": decision.priority,
        "sla": decision.sla,
        "due": decision.due.isoformat() if decision.due else None,
        "rule": decision.rule,
        "reasons": list(decision.reasons),
        "actions": list(decision.actions),
        "cc": list(decision.cc),
        "tags": list(decision.tags),
        "reply": decision.reply,
        "opinions": [_opinion(item) if id(item) not in places else places[id(item)] for item in decision.opinions],
    }


class _Field(NamedTuple):
    read: Callable[[Any], Any]
    required: bool = False


def analysis_from_dict(values: Mapping[str, Any]) -> Analysis:
    """Rebuild what ``analysis_to_dict`` wrote.

    Raises:
        InputError: a key is missing or unknown, or a value has the wrong type; the message names the place.
    """
    own = {key: value for key, value in values.items() if key != "decisions"} if _is_mapping(values) else values
    fields = _read("analysis", own, _ANALYSIS)
    known: tuple[Opinion, ...] = fields.get("opinions", ())

    def covered(value: Any) -> Opinion:
        if not isinstance(value, int):
            return _read_opinion(value)
        if not 0 <= value < len(known):
            raise InputError(f"there is no opinion number {value}; the analysis has {len(known)}")
        return known[value]

    table = {**_DECISION, "opinions": _Field(_many(covered))}
    decisions = _many(lambda item: Decision(**_read("decision", item, table)))
    try:
        return Analysis(**fields, decisions=decisions(values.get("decisions", [])))
    except (TypeError, InputError) as error:
        raise InputError(f"decisions: {error}") from None


def _read(what: str, values: Any, table: Mapping[str, _Field]) -> dict[str, Any]:
    """Check keys and types of one mapping against its table."""
    if not _is_mapping(values):
        raise InputError(f"{what} must be a mapping, not {type(values).__name__}")
    for key in values:
        if key not in table:
            raise InputError(f"{what}: unknown key {key!r}. {did_you_mean(str(key), table).en}".rstrip())
    missing = [key for key, field in table.items() if field.required and key not in values]
    if missing:
        raise InputError(f"{what}: missing key {missing[0]!r}")
    result = {}
    for key, value in values.items():
        try:
            result[key] = table[key].read(value)
        except (TypeError, ValueError) as error:
            raise InputError(f"{what}.{key}: {error}") from None
    return result


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _of(*kinds: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError(f"expected {kinds[0].__name__}, not {type(value).__name__}")
        return value

    return read


def _many(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"expected a list, not {type(value).__name__}")
        return tuple(read(item) for item in value)

    return read_all


def _one_of(*allowed: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
        return value

    return read


def _span(value: Any) -> Span:
    start, end = _many(_of(int))(value)
    return Span(start, end)


def _time(value: Any) -> dt.datetime | None:
    return None if value is None else dt.datetime.fromisoformat(_text(value))


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"expected a mapping, not {type(value).__name__}")
    return dict(value)


_text, _number, _texts = _of(str), _of(float, int), _many(_of(str))

_SPANNED = {"span": _Field(_span, True), "text": _Field(_text, True)}
_EVIDENCE = {"kind": _Field(_text, True), **_SPANNED, "weight": _Field(_number, True), "origin": _Field(_text, True)}
_SIGNAL = {
    "kind": _Field(_text, True),
    "value": _Field(_number, True),
    **_SPANNED,
    "origin": _Field(_text, True),
    "unit": _Field(_text),
}
_CAUSE = {
    **_SPANNED,
    "kind": _Field(_text),
    "connective": _Field(_text),
    "direction": _Field(_text),
    "confidence": _Field(_number),
    "guess": _Field(_of(bool)),
}
_OPINION = {
    "point": _Field(_text, True),
    "polarity": _Field(_one_of(*_POLARITIES), True),
    "score": _Field(_number, True),
    **_SPANNED,
    "name": _Field(_text),
    "clause": _Field(_span),
    "cause": _Field(lambda value: None if value is None else Cause(**_read("cause", value, _CAUSE))),
    "source": _Field(_one_of("rule", "model")),
    "confidence": _Field(_number),
    "evidence": _Field(_many(lambda item: Evidence(**_read("evidence", item, _EVIDENCE)))),
}


def _read_opinion(value: Any) -> Opinion:
    return Opinion(**_read("opinion", value, _OPINION))


_DECISION = {
    "department": _Field(_text, True),
    **{name: _Field(_text) for name in ("name", "priority", "sla", "rule", "reply")},
    **{name: _Field(_texts) for name in ("reasons", "actions", "cc", "tags")},
    "due": _Field(_time),
}
_ANALYSIS = {
    "text": _Field(_text, True),
    **{name: _Field(_text) for name in ("id", "channel", "intent", "mark", "pack")},
    "time": _Field(_time),
    "meta": _Field(_mapping),
    "polarity": _Field(_one_of(*_POLARITIES, "mixed")),
    "score": _Field(_number),
    "severity": _Field(_of(int)),
    "opinions": _Field(_many(_read_opinion)),
    "signals": _Field(_many(lambda item: Signal(**_read("signal", item, _SIGNAL)))),
    "tone": _Field(_many(lambda item: Evidence(**_read("evidence", item, _EVIDENCE)))),
}
