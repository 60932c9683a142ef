"""Turn a Ray Dataset of comments into one of opinions or decisions, as ``Pipeline.to_frame`` does for pandas.

Blocks are passed on as Arrow: a block whose values are all missing would have no type as pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from vocnlp.errors import InputError
from vocnlp.frames import Rows
from vocnlp.integrations.partition import check_engine, plan, read_arrow
from vocnlp.pipeline import Pipeline

if TYPE_CHECKING:
    from ray.data import Dataset

__all__ = ["to_frame"]


def to_frame(pipeline: Pipeline, frame: Dataset, text: str = "text", *, rows: Rows = "opinions") -> Dataset:
    """Analyse a column of a Ray Dataset; return, lazily, one row an opinion or one row a decision.

    Where Ray does not know the columns yet, it runs what is before as far as the first block to learn them.

    Args:
        pipeline: it is sent along as its configuration; every worker process loads the pack once.
        frame: comments, one a row, with a column ``id``; other columns are used as ``Pipeline.to_frame`` uses them.
        text: the column of the comments, or of lists of turns.
        rows: ``opinions`` or ``decisions``.

    Raises:
        InputError: a column is missing or cannot be part of the result, or there is not one row to learn the columns
            from; rows that cannot be read are told by Ray when it runs.
        MissingExtraError: Ray is not installed.
    """
    check_engine(frame, library="ray", extra="ray", method="map_batches", named="a Ray Dataset")
    known = frame.schema()
    if known is None:
        raise InputError("a Ray Dataset without rows has no columns")
    types = [kind if isinstance(kind, pa.DataType) else pa.null() for kind in known.types]
    given = pa.schema(list(zip(known.names, types, strict=True)))
    make_id = "make one, e.g. frame.add_column('id', ...) or name one of yours so with frame.rename_columns"
    partition = plan(pipeline, given, text=text, rows=rows, make_id=make_id)
    return frame.map_batches(lambda batch: partition.analyze(read_arrow(batch)), batch_format="pyarrow")
