"""Turn a Dask DataFrame of comments into one of opinions or decisions, as ``Pipeline.to_frame`` does for pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from vocnlp.frames import Rows
from vocnlp.integrations.partition import Partition, check_engine, plan
from vocnlp.pipeline import Pipeline

if TYPE_CHECKING:
    from dask.dataframe import DataFrame, Series

__all__ = ["to_frame"]


def to_frame(
    pipeline: Pipeline, frame: DataFrame | Series, text: str = "text", *, rows: Rows = "opinions"
) -> DataFrame:
    """Analyse a column of a Dask DataFrame, or a Series; return, lazily, one row an opinion or one row a decision.

    Dask does not know what a column of type ``object`` holds: in the result it is text.

    Args:
        pipeline: it is sent along as its configuration; every worker process loads the pack once.
        frame: comments, one a row, with a column ``id`` or an index whose divisions are known (that of
            ``read_csv`` starts anew in each partition); other columns are used as ``Pipeline.to_frame`` uses them.
        text: the column of the comments, or of lists of turns; a Series has none.
        rows: ``opinions`` or ``decisions``.

    Raises:
        InputError: a column is missing or cannot be part of the result; rows that cannot be read are told by Dask
            when it runs.
        MissingExtraError: Dask is not installed.
    """
    check_engine(frame, library="dask", extra="dask", method="map_partitions", named="a Dask DataFrame")
    from dask.dataframe.utils import make_meta

    if frame.ndim == 1:
        frame = frame.to_frame(text)
    given = pa.Schema.from_pandas(make_meta(frame), preserve_index=False)
    make_id = "" if frame.known_divisions else "make one, e.g. frame.assign(id=frame['order'])"
    partition = plan(pipeline, given, text=text, rows=rows, make_id=make_id)
    result = frame.map_partitions(_analyze, partition, meta=_typed(partition.schema.empty_table()))
    return result.clear_divisions()


def _analyze(frame: pd.DataFrame, partition: Partition) -> pd.DataFrame:
    return _typed(partition.analyze(frame))


def _typed(table: pa.Table) -> pd.DataFrame:
    """Return a table as pandas with types that hold for every partition, also for one where values are missing."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_NULLABLE.get)
    return frame


_NULLABLE = {
    pa.bool_(): pd.BooleanDtype(),
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.UInt8Dtype(),
    pa.uint16(): pd.UInt16Dtype(),
    pa.uint32(): pd.UInt32Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
}
