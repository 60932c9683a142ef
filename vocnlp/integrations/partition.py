"""Turn one partition of a distributed frame into typed rows: what the modules for Spark, Dask and Ray share.

Types are those of Arrow. They follow from the types of the frame alone, never from its values, so that every partition,
also one without rows, has the same columns of the same types.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vocnlp.errors import InputError, MissingExtraError
from vocnlp.frames import Layout, Rows, arrow_type, from_frame, meta_column, read_layout, row_maker
from vocnlp.pipeline import Pipeline
from vocnlp.segment.tokens import encodable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Partition", "check_engine", "plan", "read_arrow"]


@dataclass(frozen=True)
class Partition:
    """What a worker needs to analyse its part of a frame; ``schema`` is that of the rows it returns.

    It pickles as the configuration of its pipeline, a few hundred bytes and the schema; a process that unpickles it
    loads the pack the first time and keeps it.
    """

    pipeline: Pipeline
    text: str
    rows: Rows
    schema: pa.Schema

    def analyze(self, frame: pd.DataFrame) -> pa.Table:
        """Return the rows of a partition, in its order.

        Raises:
            InputError: a row cannot be read (the message names its id), or holds mappings with fields of their own in a
                column whose type does not tell so.
        """
        if list(frame.columns).count("id") == 1:
            frame = frame.set_index("id", drop=False)
        make, _ = row_maker(self.rows)
        analyses = self.pipeline.analyze_many(from_frame(frame, text=self.text))
        records = [row for analysis in analyses for row in make(analysis)]
        said = {name for row in records for name, value in row.items() if value is not None}
        unknown = sorted(said.difference(self.schema.names))
        if unknown:
            raise InputError(
                f"cells hold mappings, and the fields {', '.join(unknown)} were not known when the types of the "
                "result were fixed; make columns of them first"
            )
        columns = [_array([row.get(field.name) for row in records], field.type) for field in self.schema]
        return pa.Table.from_arrays(columns, schema=self.schema)


def plan(pipeline: Pipeline, given: pa.Schema, *, text: str, rows: Rows, make_id: str) -> Partition:
    """Fix the columns and types of the result, before anything runs.

    Args:
        pipeline: what analyses each partition.
        given: columns of the frame. A null type stands for values of any kind.
        text: the column of the comments.
        rows: ``opinions`` or ``decisions``.
        make_id: how to make the column ``id``, where no index tells the rows apart; empty where one does.

    Raises:
        InputError: ``rows`` is neither, a column is missing or exists twice, rows have no id, or a column has no fixed
            fields (a map) or fields of the names of others.
    """
    _, ours = row_maker(rows)
    layout = read_layout(given.names, text=text)
    if make_id and "id" not in layout.places:
        raise InputError(f"there is no column 'id', and no index that tells the rows apart as in pandas; {make_id}")
    zone = "time" in layout.places and getattr(given.field(layout.places["time"]).type, "tz", None)
    times = pa.timestamp("us", "UTC") if zone else arrow_type("datetime")
    columns = [(name, times if kind == "datetime" else arrow_type(kind)) for name, kind in ours.items()]
    kept = [(meta_column(name, ours), kind) for name, kind in _kept(given, layout)]
    twice = [name for name, count in Counter(name for name, _ in kept).items() if count > 1]
    if twice:
        raise InputError(f"several columns or fields would be called {', '.join(twice)} in the result; rename one")
    return Partition(pipeline, text, rows, pa.schema([*columns, *kept]))


def read_arrow(table: pa.Table) -> pd.DataFrame:
    """Return a table as pandas, with whole numbers as they are also where some are missing."""
    frame: pd.DataFrame = table.to_pandas(integer_object_nulls=True)
    return frame


def check_engine(frame: object, *, library: str, extra: str, method: str, named: str) -> None:
    """Refuse what is no frame of an engine.

    Raises:
        MissingExtraError: the engine is not installed.
        InputError: the frame has not the method that the engine's frames have.
    """
    if find_spec(library) is None:
        raise MissingExtraError(f"{library} is not installed: pip install 'vocnlp[{extra}]'", name=library)
    if not hasattr(frame, method):
        raise InputError(f"{named}, not a {type(frame).__name__}; for pandas there is the pipeline's own to_frame")


def _kept(given: pa.Schema, layout: Layout) -> Iterator[tuple[str, pa.DataType]]:
    """Yield the meta fields that an utterance makes of the columns (see ``Utterance.of``), and their types."""
    for name, place in layout.fields.items():
        yield from _flat(name, given.field(place).type)
    if "time" in layout.places:
        kind = given.field(layout.places["time"]).type
        if _plain(kind) == pa.string() and not pa.types.is_temporal(kind):
            yield "time", pa.string()  # what is no time stays a field


def _flat(name: str, kind: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_map(kind):
        raise InputError(f"column {name!r} is a map, whose keys no type tells; make columns of those you need")
    if pa.types.is_struct(kind):
        for field in kind:
            yield from _flat(f"{name}.{field.name}", field.type)
    else:
        yield name, _plain(kind)


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return the type of a field: truth values, numbers and lists stay, everything else becomes text."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return pa.list_(_plain(kind.value_type))
    stays = pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return kind if stays else pa.string()


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    return pa.array([_cell(value, kind) for value in values], kind)


def _cell(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_string(kind):
        return encodable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    if pa.types.is_floating(kind):
        return float(value)  # an infinite number is a text in meta
    return [_cell(item, kind.value_type) for item in value] if pa.types.is_list(kind) else value
