"""Frames have the same columns and types with many rows and with none."""

from __future__ import annotations

import datetime as dt
import inspect

import pandas as pd
import pyarrow as pa
import pytest

import vocnlp
from vocnlp.errors import InputError
from vocnlp.frames import DECISION_COLUMNS, OPINION_COLUMNS, decision_rows, from_frame, opinion_rows, to_frame


@pytest.fixture(scope="module")
def analysis(automotive: vocnlp.Pipeline) -> vocnlp.Analysis:
    return automotive.analyze("客服电话一直打不通，座椅很舒服", time="2026-03-01", meta={"nps": 3, "score": "x"})


def test_rows_have_the_documented_columns(analysis: vocnlp.Analysis) -> None:
    assert [*OPINION_COLUMNS, "nps", "meta.score"] == list(opinion_rows(analysis)[0])
    assert [*DECISION_COLUMNS, "nps", "score"] == list(decision_rows(analysis)[0])


def test_one_row_an_opinion_with_its_department(analysis: vocnlp.Analysis) -> None:
    rows = opinion_rows(analysis)
    assert [opinion.point for opinion in analysis.opinions] == [row["point"] for row in rows]
    bad = next(row for row in rows if row["polarity"] == "negative")
    assert bad["department"] and bad["text"][bad["start"] : bad["end"]] == bad["mention"]


@pytest.mark.parametrize("rows", ["opinions", "decisions"])
def test_empty_frame_has_the_same_types(analysis: vocnlp.Analysis, rows: str) -> None:
    full, empty = to_frame([analysis], rows=rows), to_frame([], rows=rows)  # type: ignore[arg-type]
    shared = list(OPINION_COLUMNS if rows == "opinions" else DECISION_COLUMNS)
    kinds = [
        full[shared].dtypes.map(lambda kind: kind.kind).to_dict(),
        empty.dtypes.map(lambda kind: kind.kind).to_dict(),
    ]
    assert kinds[0] == kinds[1]


def test_long_text_is_cut_in_rows_only() -> None:
    long = vocnlp.Analysis("座" * 9000, (vocnlp.Opinion("a", "neutral", 0.0, vocnlp.Span(8000, 8002), "座座"),))
    (row,) = opinion_rows(long)
    assert 1000 == len(row["text"]) and row["text"].endswith("…") and (8000, "座座") == (row["start"], row["mention"])


def test_frame_in_frame_out(automotive: vocnlp.Pipeline) -> None:
    frame = pd.DataFrame({"content": ["座椅很舒服", None], "time": pd.to_datetime(["2026-03-01", None]), "nps": [9, 1]})
    result = automotive.to_frame(frame, text="content")
    assert {"0"} == set(result["id"])
    assert 9 == result["nps"][0] and pd.Timestamp("2026-03-01") == result["time"][0]


def test_missing_column_is_named() -> None:
    with pytest.raises(InputError, match=r"'conten'.*content, nps.*did you mean content"):
        list(from_frame(pd.DataFrame({"content": [], "nps": []}), text="conten"))


def test_rows_become_utterances() -> None:
    frame = pd.DataFrame(
        {"id": [7], "text": ["好"], "channel": ["app"], "time": [dt.date(2026, 3, 1)], "city": ["台北"]}
    )
    (utterance,) = from_frame(frame, text="text")
    assert ("7", "app", {"city": "台北"}) == (utterance.id, utterance.channel, dict(utterance.meta))
    assert dt.datetime(2026, 3, 1) == utterance.time


def test_a_series_is_its_texts(automotive: vocnlp.Pipeline) -> None:
    found = automotive.to_frame(pd.Series(["座椅很舒服", None], index=["a", "b"], name="评论"))
    assert ["a"] == list(found["id"]) and ["positive"] == list(found["polarity"])
    (row,) = automotive.to_frame(pd.DataFrame([["座椅很舒服", 9]]), text=0).to_dict("records")
    assert ("座椅很舒服", 9) == (row["text"], row["1"])


def test_what_is_taken_is_what_is_written() -> None:
    written = inspect.signature(vocnlp.Pipeline.to_frame)
    assert "pd.DataFrame | pd.Series[Any]" == written.parameters["frame"].annotation
    assert "Series" in (vocnlp.Pipeline.to_frame.__doc__ or "")


@pytest.mark.parametrize("given", [["座椅很舒服"], {"text": ["座椅很舒服"]}, "座椅很舒服"])
def test_what_is_no_frame_is_told(given: object) -> None:
    with pytest.raises(InputError, match=r"not a (list|dict|str); analyze_many"):
        list(from_frame(given, text="text"))  # type: ignore[arg-type]


def test_another_library_is_named_with_the_way_out() -> None:
    table = pa.table({"text": ["座椅很舒服"]})
    with pytest.raises(InputError, match=r"not a pyarrow Table; call its to_pandas\(\) first"):
        list(from_frame(table, text="text"))
    (utterance,) = from_frame(table.to_pandas(), text="text")
    assert "座椅很舒服" == utterance.text


def test_numbers_that_pandas_made_floats_are_the_ids_of_the_file() -> None:
    frame = pd.DataFrame(
        {"text": ["好", "坏"], "id": [7, None], "time": pd.period_range("2026-03", periods=2, freq="M")}
    )
    one, other = from_frame(frame, text="text")
    assert ("7", "") == (one.id, other.id)
    assert dt.datetime(2026, 3, 1) == one.time


def test_two_columns_of_the_text_are_refused_not_dropped() -> None:
    frame = pd.DataFrame([["座椅很舒服", "x"]], columns=["text", "text"])
    with pytest.raises(InputError, match="2 columns are called 'text'"):
        list(from_frame(frame, text="text"))


def test_other_columns_of_one_name_are_all_kept() -> None:
    frame = pd.DataFrame([["座椅很舒服", 1, 2]], columns=["text", "nps", "nps"])
    (utterance,) = from_frame(frame, text="text")
    assert {"nps": 1, "nps.2": 2} == dict(utterance.meta)


def test_labels_that_are_no_strings_name_columns() -> None:
    levels = pd.MultiIndex.from_tuples([("调研", "评论"), ("调研", "nps")])
    (by_level,) = from_frame(pd.DataFrame([["座椅很舒服", 9]], columns=levels), text=("调研", "评论"))
    assert ("座椅很舒服", {"调研.nps": 9}) == (by_level.text, dict(by_level.meta))
    (by_number,) = from_frame(pd.DataFrame([["座椅很舒服", 9]]), text=0)
    assert ("座椅很舒服", {"1": 9}) == (by_number.text, dict(by_number.meta))


def test_turns_in_a_cell_are_turns() -> None:
    turns = [{"role": "agent", "text": "您好"}, {"role": "customer", "text": "电话打不通"}]
    (utterance,) = from_frame(pd.DataFrame({"text": [turns]}), text="text")
    assert ["agent", "customer"] == [turn.role for turn in utterance.turns]


def test_arrays_in_a_cell_are_lists_as_parquet_gives_them(automotive: vocnlp.Pipeline) -> None:
    turns = [{"role": "agent", "text": "您好"}, {"role": "customer", "text": "电话打不通"}]
    table = pa.table({"text": [turns], "tags": [["回访", "热线"]], "none": pa.array([[]], pa.list_(pa.string()))})
    (utterance,) = from_frame(table.to_pandas(), text="text")
    assert ["agent", "customer"] == [turn.role for turn in utterance.turns]
    assert {"tags": ["回访", "热线"], "none": []} == dict(utterance.meta)


def test_no_field_takes_the_column_of_another(automotive: vocnlp.Pipeline) -> None:
    frame = pd.DataFrame({"text": ["座椅很舒服"], "score": [1], "meta.score": [2]})
    again = automotive.to_frame(automotive.to_frame(frame))
    (row,) = again.to_dict("records")
    assert (0.65, 1, 2) == (row["meta.score"], row["meta.meta.score"], row["meta.meta.meta.score"])


def test_a_row_that_cannot_be_read_is_named() -> None:
    frame = pd.DataFrame({"text": ["好", b"bytes"]}, index=["a", "b"])
    with pytest.raises(InputError, match="row 'b': 'text' must be a str, not bytes"):
        list(from_frame(frame, text="text"))


def test_unreadable_times_stay_as_a_field_as_in_files() -> None:
    (utterance,) = from_frame(pd.DataFrame({"text": ["好"], "time": ["昨天"]}), text="text")
    assert utterance.time is None and {"time": "昨天"} == dict(utterance.meta)


def test_unknown_rows_are_refused(automotive: vocnlp.Pipeline) -> None:
    with pytest.raises(InputError, match=r"'utterances'.*opinions.*decisions"):
        automotive.to_frame(pd.DataFrame({"text": ["好"]}), rows="utterances")  # type: ignore[arg-type]
