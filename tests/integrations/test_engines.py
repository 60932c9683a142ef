"""One table of comments, analysed by pandas and by Spark, Dask and Ray where they are installed: the same rows."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import vocnlp
from vocnlp.errors import InputError, MissingExtraError
from vocnlp.frames import DECISION_COLUMNS, OPINION_COLUMNS
from vocnlp.integrations.partition import plan, read_arrow

pytestmark = pytest.mark.filterwarnings("ignore")  # of the engines, about one another's versions

LONG = "那天下午到店里取车，" * 150 + "最后客服电话还是打不通"
AGENT = [{"role": "agent", "text": "您好，座椅很舒服吧"}, {"role": "customer", "text": "油耗有点高"}]
SAID = {
    "simplified": "座椅很舒服，就是油耗高",
    "traditional": "客服電話打了三次都打不通，店員態度很差",
    "empty": "",
    "missing": None,
    "spaces": " \u3000\n",
    "emoji": "空间太小了😡😡，颜色还行👍",
    "pair": "刹车异响\U0001f697\u200d\u2642\ufe0f，修了两次没修好",
    "quotes": "“后备箱”关不上`'\"\\，气死了",
    "long": LONG,
    "unknown": "昨天路过",
    "default": "此用户没有填写评价。",
}
TIMES: dict[str, pa.DataType] = {
    "naive": pa.timestamp("us"),
    "zoned": pa.timestamp("us", "UTC"),
    "day": pa.date32(),
    "written": pa.string(),
}


def time_of(number: int, kind: str) -> Any:
    if number == 1:
        return "前天" if kind == "written" else None
    at = dt.datetime(2026, 3, 1 + number, 9, 30)
    return {"naive": at, "zoned": at.replace(tzinfo=dt.UTC), "day": at.date(), "written": at.isoformat()}[kind]


def comments(times: str = "naive") -> pa.Table:
    """Return the shared table: every kind of text, with fields of every type, also missing ones."""
    rows = [
        {
            "id": name,
            "text": text,
            "channel": None if number % 3 == 0 else "hotline",
            "time": time_of(number, times),
            "nps": None if number == 2 else number,
            "score": number / 4,
            "vip": None if number == 0 else number % 2 == 0,
            "labels": None if number == 4 else ["回访", None] if number % 2 else [],
            "customer": None if number == 3 else {"tier": "vip", "years": number},
            "nothing": None,
            "meta.score": "二",
            "城市`名": "台北",
        }
        for number, (name, text) in enumerate(SAID.items())
    ]
    customer = pa.struct([("tier", pa.string()), ("years", pa.int32())])
    kinds = {"nps": pa.int64(), "score": pa.float64(), "vip": pa.bool_()}
    kinds |= {"time": TIMES[times], "labels": pa.list_(pa.string()), "customer": customer}
    return pa.Table.from_pylist(rows, pa.schema([(name, kinds.get(name, pa.string())) for name in rows[0]]))


def pieces(table: pa.Table) -> list[pa.Table]:
    """Cut a table into partitions of two rows; the second has none."""
    cut = [table.slice(at, 2) for at in range(0, len(table), 2)]
    return [cut[0], table.slice(0, 0), *cut[1:]] if cut else [table]


@dataclass(frozen=True)
class Engine:
    """How tests make a frame of an engine, have it analysed, and read what comes back."""

    make: Callable[[pa.Table], Any]
    to_frame: Callable[..., Any]
    read: Callable[[Any], pd.DataFrame]


def _pieces() -> Iterator[Engine]:
    """No engine at all: what the three share, in this process."""

    def to_frame(
        pipeline: vocnlp.Pipeline, parts: list[pa.Table], text: str = "text", *, rows: Any = "opinions"
    ) -> Any:
        partition = plan(pipeline, parts[0].schema, text=text, rows=rows, make_id="make one")
        return [pickle.loads(pickle.dumps(partition)).analyze(read_arrow(part)) for part in parts]

    yield Engine(pieces, to_frame, lambda parts: pa.concat_tables(parts).to_pandas(integer_object_nulls=True))


def _spark() -> Iterator[Engine]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, and there is no java on this machine")
    from pyspark.sql import SparkSession

    from vocnlp.integrations.spark import _TYPES, to_frame

    names = {kind: name for name, kind in _TYPES.items()}

    def ddl(kind: pa.DataType) -> str:
        if pa.types.is_struct(kind):
            return f"struct<{','.join(f'{field.name}:{ddl(field.type)}' for field in kind)}>"
        return f"array<{ddl(kind.value_type)}>" if pa.types.is_list(kind) else names[kind]

    os.environ["PYSPARK_PYTHON"] = sys.executable
    local = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master("local[2]").config("spark.sql.session.timeZone", "Asia/Taipei")
    session = builder.config(map=local).getOrCreate()

    def make(table: pa.Table) -> Any:
        columns = [f"`{field.name.replace('`', '``')}` {ddl(field.type)}" for field in table.schema]
        rows = [tuple(row.values()) for row in table.to_pylist()]
        return session.createDataFrame(rows, ", ".join(columns)).repartition(len(rows) + 2)

    def read(frame: Any) -> pd.DataFrame:
        rows = [row.asDict(recursive=True) for row in frame.collect()]
        found = pd.DataFrame(rows, columns=frame.columns, dtype=object)
        for name, kind in frame.dtypes:
            if kind == "timestamp":  # collected as naive times of this machine's zone
                found[name] = [value and value.astimezone(dt.UTC) for value in found[name]]
        return found

    yield Engine(make, to_frame, read)
    session.stop()


def _dask() -> Iterator[Engine]:
    import dask.dataframe as dd

    from vocnlp.integrations.dask import to_frame

    def make(table: pa.Table) -> Any:
        parts = [part.to_pandas(types_mapper=pd.ArrowDtype) for part in pieces(table)]
        return dd.from_map(lambda part: part, parts, meta=parts[0].iloc[:0])

    with ProcessPoolExecutor(2) as pool:
        yield Engine(make, to_frame, lambda frame: frame.compute(scheduler="processes", pool=pool))


def _ray() -> Iterator[Engine]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    from vocnlp.integrations.ray import to_frame

    options = {"include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR"}
    ray.init(num_cpus=2, object_store_memory=2**27, _node_ip_address="127.0.0.1", **options)
    ray.data.DataContext.get_current().enable_progress_bars = False

    def read(frame: Any) -> pd.DataFrame:
        blocks = ray.get(frame.materialize().to_arrow_refs())
        return read_arrow(pa.concat_tables([block for block in blocks if block.num_columns]))

    yield Engine(lambda table: ray.data.from_arrow(pieces(table)), to_frame, read)
    ray.shutdown()


ENGINES = {"pieces": ("pyarrow", _pieces), "spark": ("pyspark", _spark), "dask": ("dask", _dask), "ray": ("ray", _ray)}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    library, start = ENGINES[request.param]
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed: make test-engines")
    yield from start()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but those to this machine: engines talk to their own processes."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost"):
            return connect(self, address)
        raise AssertionError(f"a test tried to connect to {address}")

    monkeypatch.setattr(socket.socket, "connect", guarded)


def told(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values without those that are missing, sorted by id; rows of one id keep their order."""

    def plain(value: Any) -> Any:
        value = value.tolist() if hasattr(value, "tolist") else value
        if isinstance(value, list):
            return value
        return None if pd.isna(value) else value.isoformat() if isinstance(value, dt.datetime) else value

    rows = [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return sorted(rows, key=lambda row: row["id"])


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("rows", ["opinions", "decisions"])
def test_rows_are_those_of_pandas(engine: Engine, automotive: vocnlp.Pipeline, rows: Any, times: str) -> None:
    table = comments(times)
    expected = told(automotive.to_frame(read_arrow(table), rows=rows))
    found = engine.to_frame(automotive, engine.make(table), rows=rows)
    assert expected == told(engine.read(found))
    ids = {row["id"] for row in expected}
    assert {"simplified", "traditional", "emoji", "long"} <= ids and ids.isdisjoint({"empty", "missing", "default"})


@pytest.mark.parametrize(("rows", "ours"), [("opinions", OPINION_COLUMNS), ("decisions", DECISION_COLUMNS)])
def test_columns_do_not_hang_on_what_is_said(
    engine: Engine, automotive: vocnlp.Pipeline, rows: Any, ours: dict[str, str]
) -> None:
    clash = ["meta.score", "meta.meta.score"] if rows == "opinions" else ["score", "meta.score"]
    kept = ["nps", clash[0], "vip", "labels", "customer.tier", "customer.years", "nothing", clash[1], "城市`名"]
    full = comments("written")
    silent = full.filter(pa.array([name in ("empty", "missing") for name in full["id"].to_pylist()]))
    for table in (full, silent):
        found = engine.read(engine.to_frame(automotive, engine.make(table), rows=rows))
        assert [*ours, *kept, "meta.time"] == list(found.columns)
    assert 0 == len(found)


def test_types_follow_from_the_frame_alone(automotive: vocnlp.Pipeline) -> None:
    schema = plan(automotive, comments("zoned").schema, text="text", rows="decisions", make_id="").schema
    kinds = {name: str(schema.field(name).type) for name in schema.names}
    assert ("timestamp[us, tz=UTC]",) * 2 == (kinds["time"], kinds["due"])
    assert ("int64", "double", "bool", "int32") == tuple(
        kinds[name] for name in ("nps", "score", "vip", "customer.years")
    )
    assert ("string", "list<item: string>") == (kinds["nothing"], kinds["labels"])
    days = plan(automotive, comments("day").schema, text="text", rows="opinions", make_id="").schema
    assert "timestamp[us]" == str(days.field("time").type) and "meta.time" not in days.names


def test_a_missing_column_is_told_before_anything_runs(engine: Engine, automotive: vocnlp.Pipeline) -> None:
    table = comments()
    with pytest.raises(InputError) as expected:
        automotive.to_frame(read_arrow(table), text="txt")
    with pytest.raises(InputError) as found:
        engine.to_frame(automotive, engine.make(table), text="txt")
    assert str(expected.value) == str(found.value)
    with pytest.raises(InputError, match=r"'utterances'.*opinions.*decisions"):
        engine.to_frame(automotive, engine.make(table), rows="utterances")


def test_the_page_runs(engine: Engine, request: pytest.FixtureRequest) -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "spark-dask-ray.md"
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    library = request.node.callspec.params["engine"]
    for block in [block for block in blocks if f"vocnlp.integrations.{library} " in block]:
        names: dict[str, Any] = {}
        exec(compile(block, page.name, "exec"), names)
        points = ["product.comfort.seat", "product.energy.consumption", "service.hotline"]
        assert points == [row["point"] for row in told(engine.read(names["opinions"]))]


def test_rows_need_an_id(engine: Engine, automotive: vocnlp.Pipeline) -> None:
    with pytest.raises(InputError, match=r"no column 'id'.*make one"):
        engine.to_frame(automotive, engine.make(comments().drop_columns("id")))


def test_other_columns_are_the_texts(engine: Engine, automotive: vocnlp.Pipeline) -> None:
    table = comments()
    table = table.rename_columns(["评论 内容" if name == "text" else name for name in table.column_names])
    (found,) = {len(engine.read(engine.to_frame(automotive, engine.make(table), "评论 内容")))}
    assert len(automotive.to_frame(read_arrow(table), "评论 内容")) == found > 8


def test_turns_in_a_cell_are_turns(engine: Engine, automotive: vocnlp.Pipeline) -> None:
    role = pa.struct([("role", pa.string()), ("text", pa.string())])
    table = pa.table({"id": [7, 8], "text": pa.array([AGENT, None], pa.list_(role))})
    (row,) = told(engine.read(engine.to_frame(automotive, engine.make(table))))
    assert ("7", "product.energy.consumption") == (row["id"], row["point"])


def test_large_numbers_stay_as_they_are(engine: Engine, automotive: vocnlp.Pipeline) -> None:
    table = pa.table({"id": [2**60 + 1, None], "text": ["座椅很舒服"] * 2, "order": [None, 2**60 + 3]})
    rows = told(engine.read(engine.to_frame(automotive, engine.make(table))))
    assert [("", 2**60 + 3), (str(2**60 + 1), None)] == [(row["id"], row.get("order")) for row in rows]


def test_a_row_that_cannot_be_read_is_named_by_its_id(engine: Engine, automotive: vocnlp.Pipeline) -> None:
    table = pa.table({"id": ["a", "b"], "text": ["座椅很舒服"] * 2, "time": [2026, 7]})
    with pytest.raises(Exception, match=r"row '[ab]': cannot read the time"):
        engine.read(engine.to_frame(automotive, engine.make(table)))


def test_fields_without_a_type_or_a_name_of_their_own_are_refused(automotive: vocnlp.Pipeline) -> None:
    def planned(**columns: pa.DataType) -> Any:
        schema = pa.schema({"text": pa.string(), **columns})
        return plan(automotive, schema, text="text", rows="opinions", make_id="")

    with pytest.raises(InputError, match="column 'facts' is a map"):
        planned(facts=pa.map_(pa.string(), pa.string()))
    with pytest.raises(InputError, match=r"called customer\.tier"):
        planned(customer=pa.struct([("tier", pa.string())]), **{"customer.tier": pa.string()})
    with pytest.raises(InputError, match=r"customer\.tier were not known"):
        planned(customer=pa.null()).analyze(pd.DataFrame({"text": ["座椅很舒服"], "customer": [{"tier": "vip"}]}))


def test_what_no_engine_could_carry_is_written_as_text(automotive: vocnlp.Pipeline) -> None:
    frame = pd.DataFrame({"text": ["座椅很舒服\ud83d"], "any": [["a", 1]], "ratio": [float("inf")]}, dtype=object)
    schema = pa.schema({"text": pa.string(), "any": pa.null(), "ratio": pa.float64()})
    (row,) = plan(automotive, schema, text="text", rows="opinions", make_id="").analyze(frame).to_pylist()
    assert ("座椅很舒服\ufffd", '["a", 1]', float("inf")) == (row["text"], row["any"], row["ratio"])


def test_times_written_with_an_offset_are_shown_in_utc_where_the_column_has_no_zone(
    automotive: vocnlp.Pipeline,
) -> None:
    frame = pd.DataFrame({"text": ["客服电话打不通"] * 2, "time": ["2026-03-02T09:00:00+08:00", "2026-03-02 09:00"]})
    schema = pa.schema({"text": pa.string(), "time": pa.string()})
    rows = plan(automotive, schema, text="text", rows="decisions", make_id="").analyze(frame).to_pylist()
    assert [dt.datetime(2026, 3, 2, 1), dt.datetime(2026, 3, 2, 9)] == [row["time"] for row in rows]
    assert [dt.datetime(2026, 3, 3, 1), dt.datetime(2026, 3, 3, 9)] == [row["due"] for row in rows]


def test_a_dask_series_is_its_texts(automotive: vocnlp.Pipeline) -> None:
    dd = pytest.importorskip("dask.dataframe")
    from vocnlp.integrations.dask import to_frame

    said = pd.Series(["座椅很舒服", None, "油耗高"], index=["x", "y", "z"], name="评论")
    assert ["x", "z"] == list(to_frame(automotive, dd.from_pandas(said, npartitions=2)).compute()["id"])


def test_an_index_that_tells_rows_apart_is_their_id(automotive: vocnlp.Pipeline) -> None:
    dd = pytest.importorskip("dask.dataframe")
    from vocnlp.integrations.dask import to_frame

    frame = pd.DataFrame({"text": ["座椅很舒服", "油耗高", "刹车异响"]}, index=["x", "y", "z"])
    found = to_frame(automotive, dd.from_pandas(frame, npartitions=2))
    assert ["x", "y", "z"] == list(found.compute()["id"]) and not found.known_divisions


def test_columns_that_spark_cannot_tell_apart_are_refused() -> None:
    from vocnlp.integrations.spark import _check_cases

    _check_cases(["id", "text", "nps"])
    with pytest.raises(InputError, match="columns score and Score apart"):
        _check_cases(["id", "score", "Score"])


@pytest.mark.parametrize(("library", "extra"), [("pyspark", "spark"), ("dask", "dask"), ("ray", "ray")])
def test_without_the_library_the_extra_is_named(
    library: str, extra: str, automotive: vocnlp.Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=rf"{library} is not installed: pip install 'vocnlp\[{extra}\]'"):
        import_module(f"vocnlp.integrations.{extra}").to_frame(automotive, None)


@pytest.mark.parametrize("name", ["spark", "dask", "ray"])
def test_what_is_no_frame_of_the_engine_is_told(name: str, automotive: vocnlp.Pipeline) -> None:
    if find_spec(ENGINES[name][0]) is None:
        pytest.skip(f"{ENGINES[name][0]} is not installed: make test-engines")
    with pytest.raises(InputError, match=r"not a DataFrame; for pandas there is the pipeline's own to_frame"):
        import_module(f"vocnlp.integrations.{name}").to_frame(automotive, pd.DataFrame({"text": ["好"]}))


def test_a_worker_loads_the_pack_once(automotive: vocnlp.Pipeline) -> None:
    sent = pickle.dumps(plan(automotive, comments().schema, text="text", rows="opinions", make_id=""))
    assert len(sent) < 5000 and pickle.loads(sent).pipeline is pickle.loads(sent).pipeline
