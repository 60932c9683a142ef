"""Turn analyses into tidy rows and pandas frames, one row an opinion or a decision; and frames into utterances.

Columns come in a fixed order, then the ``meta`` fields under their own names (``meta.score`` where a field bears the
name of one of ours, ``meta.meta.score`` where one bears that name).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from vocnlp.errors import InputError, did_you_mean
from vocnlp.types.analysis import Analysis, Decision, Opinion
from vocnlp.types.explain import arithmetic
from vocnlp.types.times import parse_time
from vocnlp.types.utterance import Utterance

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "DECISION_COLUMNS",
    "OPINION_COLUMNS",
    "TEXT_LIMIT",
    "Layout",
    "Rows",
    "arrow_type",
    "decision_rows",
    "from_frame",
    "meta_column",
    "opinion_rows",
    "read_layout",
    "row_maker",
    "to_frame",
    "unique_names",
]

Rows = Literal["opinions", "decisions"]

TEXT_LIMIT = 1000
"""Characters of the raw text that a row repeats; a transcript of a megabyte with thousands of opinions would
otherwise fill the disk. ``mention`` and the offsets are never cut, JSON lines keep the whole text."""

OPINION_COLUMNS: Mapping[str, str] = {
    "id": "string",
    "text": "string",
    "channel": "string",
    "time": "datetime",
    "point": "string",
    "point_name": "string",
    "polarity": "string",
    "score": "number",
    "mention": "string",
    "start": "integer",
    "end": "integer",
    "arithmetic": "string",
    "origin": "string",
    "cause": "string",
    "cause_kind": "string",
    "source": "string",
    "confidence": "number",
    "intent": "string",
    "severity": "integer",
    "department": "string",
    "department_name": "string",
    "priority": "string",
    "mark": "string",
    "pack": "string",
}
"""Columns of ``opinion_rows`` and what they hold."""

DECISION_COLUMNS: Mapping[str, str] = {
    "id": "string",
    "text": "string",
    "channel": "string",
    "time": "datetime",
    "department": "string",
    "department_name": "string",
    "priority": "string",
    "sla": "string",
    "due": "datetime",
    "rule": "string",
    "reasons": "string",
    "actions": "string",
    "cc": "string",
    "tags": "string",
    "reply": "string",
    "points": "string",
    "intent": "string",
    "severity": "integer",
    "polarity": "string",
    "mark": "string",
    "pack": "string",
}
"""Columns of ``decision_rows`` and what they hold."""


def opinion_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """Return one row for each opinion; ``department`` is that of the first decision that covers it."""
    if not analysis.opinions:
        return []
    base, meta = _base(analysis), _meta(analysis, OPINION_COLUMNS)
    owners = {id(opinion): decision for decision in reversed(analysis.decisions) for opinion in decision.opinions}
    return [{**base, **_opinion(opinion, owners.get(id(opinion)), analysis), **meta} for opinion in analysis.opinions]


def decision_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """Return one row for each decision; lists are joined by ``；``."""
    if not analysis.decisions:
        return []
    base, meta = _base(analysis), _meta(analysis, DECISION_COLUMNS)
    return [{**base, **_decision(decision, analysis), **meta} for decision in analysis.decisions]


def _base(analysis: Analysis) -> dict[str, Any]:
    text = analysis.text if len(analysis.text) <= TEXT_LIMIT else f"{analysis.text[: TEXT_LIMIT - 1]}…"
    return {"id": analysis.id, "text": text, "channel": analysis.channel, "time": analysis.time}


def _opinion(opinion: Opinion, decision: Decision | None, analysis: Analysis) -> dict[str, Any]:
    return {
        "point": opinion.point,
        "point_name": opinion.name,
        "polarity": opinion.polarity,
        "score": round(opinion.score, 4),
        "mention": opinion.text,
        "start": opinion.span.start,
        "end": opinion.span.end,
        "arithmetic": arithmetic(opinion),
        "origin": opinion.evidence[0].origin if opinion.evidence else "",
        "cause": opinion.cause.text if opinion.cause else "",
        "cause_kind": opinion.cause.kind if opinion.cause else "",
        "source": opinion.source,
        "confidence": round(opinion.confidence, 4),
        "intent": analysis.intent,
        "severity": analysis.severity,
        "department": decision.department if decision else "",
        "department_name": decision.name if decision else "",
        "priority": decision.priority if decision else "",
        "mark": analysis.mark,
        "pack": analysis.pack,
    }


def _decision(decision: Decision, analysis: Analysis) -> dict[str, Any]:
    return {
        "department": decision.department,
        "department_name": decision.name,
        "priority": decision.priority,
        "sla": decision.sla,
        "due": decision.due,
        "rule": decision.rule,
        "reasons": "；".join(decision.reasons),
        "actions": "；".join(decision.actions),
        "cc": "；".join(decision.cc),
        "tags": "；".join(decision.tags),
        "reply": decision.reply,
        "points": "；".join(dict.fromkeys(opinion.point for opinion in decision.opinions)),
        "intent": analysis.intent,
        "severity": analysis.severity,
        "polarity": analysis.polarity,
        "mark": analysis.mark,
        "pack": analysis.pack,
    }


def _meta(analysis: Analysis, columns: Mapping[str, str]) -> dict[str, Any]:
    return {meta_column(key, columns): value for key, value in analysis.meta.items()}


def meta_column(key: str, columns: Mapping[str, str]) -> str:
    """Return the column that a meta field is written to.

    >>> [meta_column(key, OPINION_COLUMNS) for key in ("nps", "score", "meta.score")]
    ['nps', 'meta.score', 'meta.meta.score']
    """
    bare = key
    while bare.startswith("meta."):
        bare = bare.removeprefix("meta.")
    return f"meta.{key}" if bare in columns else key


def arrow_type(kind: str) -> pa.DataType:
    """Return the Arrow type of a kind of column, as ``OPINION_COLUMNS`` names them."""
    import pyarrow as pa

    types = {"string": pa.string(), "number": pa.float64(), "integer": pa.int64(), "datetime": pa.timestamp("us")}
    return types[kind]


def row_maker(rows: Rows) -> tuple[Callable[[Analysis], list[dict[str, Any]]], Mapping[str, str]]:
    """Return what makes the rows of an analysis, and their columns.

    Raises:
        InputError: rows are to be something else.
    """
    if rows not in get_args(Rows):
        raise InputError(f"rows cannot be {rows!r}; they are {' or '.join(get_args(Rows))}")
    return (opinion_rows, OPINION_COLUMNS) if rows == "opinions" else (decision_rows, DECISION_COLUMNS)


def unique_names(names: Sequence[str]) -> list[str]:
    """Give empty and repeated column names a name of their own, as spreadsheets show them.

    >>> unique_names(["text", "", "text"])
    ['text', '列2', 'text.2']
    """
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names, 1):
        name = name or f"列{place}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return result


def to_frame(analyses: Iterable[Analysis], *, rows: Rows = "opinions") -> pd.DataFrame:
    """Collect analyses into a DataFrame with stable columns and types, also when there is no row.

    Args:
        analyses: what ``Pipeline.analyze_many`` yields.
        rows: ``opinions`` for one row an opinion, ``decisions`` for one row a decision.

    Raises:
        InputError: rows are to be something else.
    """
    import pandas as pd

    make, columns = row_maker(rows)
    records = [row for analysis in analyses for row in make(analysis)]
    extra = [name for name in dict.fromkeys(key for row in records for key in row) if name not in columns]
    frame = pd.DataFrame(records, columns=[*columns, *extra])
    for name, kind in columns.items():
        frame[name] = _typed(frame[name], kind)
    return frame


def _typed(column: pd.Series[Any], kind: str) -> pd.Series[Any]:
    import pandas as pd

    if kind == "datetime":
        aware = any(getattr(value, "tzinfo", None) for value in column)
        return pd.to_datetime(column, utc=aware)
    dtype: Any = {"integer": "int64", "number": "float64"}.get(kind, "object")
    return column.astype(dtype)


class Layout(NamedTuple):
    """Where in a row each role (``text``, ``id``, ``channel``, ``time``) and each meta field stands, from 0."""

    places: Mapping[str, int]
    fields: Mapping[str, int]


def read_layout(
    labels: Sequence[Hashable],
    *,
    text: Hashable,
    id: Hashable | None = None,
    channel: Hashable | None = None,
    time: Hashable | None = None,
    meta: Sequence[Hashable] | None = None,
) -> Layout:
    """Give every column of a frame its role; the arguments are those of ``from_frame``.

    Raises:
        InputError: a named column does not exist (the message lists those that do) or exists twice.
    """
    places = {"text": _place(labels, text)}
    for role, label in {"id": id, "channel": channel, "time": time}.items():
        if label is not None or (labels.count(role) == 1 and text != role):
            places[role] = _place(labels, role if label is None else label)
    used = set(places.values())
    others = [n for n in range(len(labels)) if n not in used] if meta is None else [_place(labels, m) for m in meta]
    return Layout(places, dict(zip(unique_names([_column(labels[place]) for place in others]), others, strict=True)))


def from_frame(
    frame: pd.DataFrame | pd.Series[Any],
    *,
    text: Hashable,
    id: Hashable | None = None,
    channel: Hashable | None = None,
    time: Hashable | None = None,
    meta: Sequence[Hashable] | None = None,
) -> Iterator[Utterance]:
    """Read each row of a DataFrame as an utterance; a Series is its texts.

    Args:
        frame: any frame; its order is kept.
        text: the column that holds the comments, or lists of turns.
        id: the column of identifiers; without it the column ``id`` if there is one, else the index.
        channel: the column of channels; without it the column ``channel`` if there is one.
        time: the column of times; without it the column ``time`` if there is one. What is no time stays a field.
        meta: columns to keep as meta fields; without it all others.

    Raises:
        InputError: a named column does not exist (the message lists those that do) or exists twice, it is no frame,
            or a row cannot be read.
    """
    import pandas as pd

    if isinstance(frame, pd.Series):
        frame = frame.to_frame(text)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"a pandas DataFrame or Series, not a {_other(frame)}")
    layout = read_layout(list(frame.columns), text=text, id=id, channel=channel, time=time, meta=meta)
    for index, row in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        try:
            yield _utterance(row, layout, index)
        except InputError as error:
            raise InputError(f"row {index!r}: {error}") from None


def _other(given: object) -> str:
    """Name what is no frame of pandas, and say what to do with it."""
    kind = type(given)
    if hasattr(given, "to_pandas"):  # polars, pyarrow, modin and their like
        return f"{kind.__module__.partition('.')[0]} {kind.__name__}; call its to_pandas() first"
    return f"{kind.__name__}; analyze_many takes other things"


def _utterance(row: Sequence[Any], layout: Layout, index: object) -> Utterance:
    said = row[layout.places["text"]]
    if hasattr(said, "tolist"):  # an array of turns, as Parquet gives them
        said = said.tolist()
    given = {role: row[place] for role, place in layout.places.items() if role != "text"}
    given.setdefault("id", str(index))
    if (
        isinstance(given["id"], float) and given["id"].is_integer()
    ):  # pandas, where the number of another row is missing
        given["id"] = int(given["id"])
    kept = {name: row[place] for name, place in layout.fields.items()}
    if hasattr(given.get("time"), "start_time"):  # a period of pandas
        given["time"] = given["time"].start_time
    if isinstance(given.get("time"), str) and parse_time(given["time"]) is None:
        kept["time"] = given.pop("time")
    return Utterance.of({**given, "turns" if isinstance(said, list) else "text": said, "meta": kept})


def _place(labels: Sequence[Hashable], wanted: Hashable) -> int:
    """Return where the column stands."""
    names = [_column(label) for label in labels]
    if wanted not in labels:
        raise InputError(
            f"there is no column {wanted!r}; the columns are {', '.join(names) or '(none)'}. "
            f"{did_you_mean(_column(wanted), names).en}".rstrip()
        )
    if labels.count(wanted) > 1:
        raise InputError(f"{labels.count(wanted)} columns are called {wanted!r}; rename all but one")
    return labels.index(wanted)


def _column(label: Hashable) -> str:
    """Return a column's name as text; levels are joined by dots."""
    return ".".join(map(str, label)) if isinstance(label, tuple) else str(label)
