"""Turn a Spark DataFrame of comments into one of opinions or decisions, as ``Pipeline.to_frame`` does for pandas.

Spark passes partitions on as Arrow (``mapInArrow``): there times keep their zone and lists, structs and whole numbers
their types, whichever pandas a worker has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vocnlp.errors import InputError
from vocnlp.frames import Rows
from vocnlp.integrations.partition import check_engine, plan, read_arrow
from vocnlp.pipeline import Pipeline

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["to_frame"]

_TYPES = {
    "boolean": pa.bool_(),
    "byte": pa.int8(),
    "short": pa.int16(),
    "integer": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "string": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
    "timestamp_ntz": pa.timestamp("us"),
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


def to_frame(pipeline: Pipeline, frame: DataFrame, text: str = "text", *, rows: Rows = "opinions") -> DataFrame:
    """Analyse a column of a Spark DataFrame; return, lazily, one row an opinion or one row a decision.

    Args:
        pipeline: it is sent along as its configuration; every Python worker loads the pack once.
        frame: comments, one a row, with a column ``id``; other columns are used as ``Pipeline.to_frame`` uses them.
        text: the column of the comments, or of arrays of turns.
        rows: ``opinions`` or ``decisions``.

    Raises:
        InputError: a column is missing or cannot be part of the result; rows that cannot be read are told by Spark
            when it runs.
        MissingExtraError: pyspark is not installed.
    """
    check_engine(frame, library="pyspark", extra="spark", method="mapInArrow", named="a Spark DataFrame")
    given = pa.schema([(field.name, _arrow(field.dataType)) for field in frame.schema])
    make_id = "make one, e.g. frame.withColumn('id', monotonically_increasing_id())"
    partition = plan(pipeline, given, text=text, rows=rows, make_id=make_id)
    if frame.sparkSession.conf.get("spark.sql.caseSensitive") != "true":
        _check_cases(partition.schema.names)

    def analyze(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            table = pa.Table.from_batches([batch]).rename_columns(given.names)
            yield from partition.analyze(read_arrow(table)).to_batches()

    columns = [f"`{field.name.replace('`', '``')}` {_ddl(field.type)}" for field in partition.schema]
    numbered = frame.toDF(*map(str, range(len(given))))  # Spark takes a dot or an accent in a name for syntax
    return numbered.mapInArrow(analyze, ", ".join(columns))


def _arrow(kind: Any) -> pa.DataType:
    """Return the Arrow type of a Spark type; the null type for what becomes text anyway."""
    name = kind.typeName()
    if name == "array":
        return pa.list_(_arrow(kind.elementType))
    if name == "map":
        return pa.map_(pa.string(), pa.null())
    if name == "struct":
        return pa.struct([(field.name, _arrow(field.dataType)) for field in kind])
    return _TYPES.get(name, pa.null())


def _ddl(kind: pa.DataType) -> str:
    return f"array<{_ddl(kind.value_type)}>" if pa.types.is_list(kind) else _NAMES[kind]


def _check_cases(names: Iterable[str]) -> None:
    """Refuse columns that Spark, which does not tell capitals from small letters, could not tell apart."""
    folded = Counter(name.lower() for name in names)
    alike = [name for name in names if folded[name.lower()] > 1]
    if alike:
        raise InputError(f"Spark would not tell the columns {' and '.join(alike)} apart; rename yours")
