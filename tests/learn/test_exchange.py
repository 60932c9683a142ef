"""Labels to doccano and Label Studio and back, in the forms that the tools write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from vocnlp.cli.app import build
from vocnlp.errors import InputError
from vocnlp.learn.exchange import (
    from_doccano,
    from_label_studio,
    label_studio_view,
    read_export,
    to_doccano,
    to_label_studio,
    written,
)
from vocnlp.learn.labels import load_labels, read_gold

ROW = {
    "id": "1",
    "text": "😡油耗高，就这样",
    "aspects": [
        {"category": "油耗", "polarity": "negative", "opinion": "高", "span": [3, 4]},
        {"category": "整体", "polarity": "neutral"},
    ],
}
PLACED = [{"category": "油耗", "polarity": "negative", "opinion": "高", "span": [2, 3]}]


@st.composite
def labelled(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(st.text(min_size=1, max_size=20))
    aspects: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label = {
            "category": draw(st.sampled_from(["油耗", "a|b"])),
            "polarity": draw(st.sampled_from(["positive", "neutral"])),
        }
        aspects.append({**label, "opinion": text[start:end], "span": [start, end]})
    whole = draw(st.lists(st.sampled_from(["整体", "服务"]), unique=True, max_size=2))
    aspects += [{"category": name, "polarity": "negative"} for name in whole]
    return {"id": draw(st.text(min_size=1, max_size=3)), "text": text, "aspects": aspects}


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.lists(labelled(), max_size=2), st.sampled_from(["jsonl", "doccano", "label-studio"]))
def test_everything_comes_back(rows: list[dict[str, Any]], form: Any) -> None:
    assert rows == list(read_export(written(rows, form)))


def test_the_files_have_the_form_of_the_tools() -> None:
    assert {
        "id": "1",
        "text": ROW["text"],
        "entities": [[3, 4, "油耗|negative"]],
        "cats": ["整体|neutral"],
    } == to_doccano(ROW)
    task = to_label_studio(ROW, model="ours 1.0")
    assert {"data", "predictions"} == set(task)
    span, whole = task["predictions"][0]["result"]
    assert ("label", "text", "labels", ["油耗|negative"], "高") == (
        *(span[key] for key in ("from_name", "to_name", "type")), span["value"]["labels"], span["value"]["text"],
    )  # fmt: skip
    assert ("choices", ["整体|neutral"]) == (whole["type"], whole["value"]["choices"])
    assert [] == from_label_studio(task)["aspects"], "predictions are no labels"


@pytest.mark.parametrize(
    "row",
    [
        {"id": 7, "text": "油耗高", "label": [[2, 3, "油耗|negative"]], "Comments": []},
        {"id": 7, "data": "油耗高", "label": [[2, 3, "油耗|negative"]]},
        {"id": 7, "text": "油耗高", "labels": [[2, 3, "油耗|negative"]]},
        {"id": 7, "text": "油耗高", "entities": [[2, 3, "油耗|negative"]], "cats": []},
        {
            "id": 7,
            "text": "油耗高",
            "entities": [{"id": 3, "label": "油耗|negative", "start_offset": 2, "end_offset": 3}],
            "relations": [],
        },
    ],
    ids=["spans", "old", "older", "slots", "relations"],
)
def test_exports_of_every_kind_of_doccano_project(row: dict[str, Any]) -> None:
    assert {"id": "7", "text": "油耗高", "aspects": PLACED} == from_doccano(row)


def test_classes_of_a_text_in_doccano() -> None:
    given = {"id": 1, "text": "油耗高", "label": ["油耗|negative", "整体|neutral"]}
    assert ["油耗", "整体"] == [aspect["category"] for aspect in from_doccano(given)["aspects"]]


def exported(start: int, end: int, **more: Any) -> dict[str, Any]:
    """Return a task as Label Studio exports it."""
    value = {"start": start, "end": end, "text": "高", "labels": ["油耗|negative"]}
    region = {"value": value, "id": "x1", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual"}
    annotation = {"id": 9, "completed_by": 1, "result": [region], "was_cancelled": False, "lead_time": 3.2}
    return {"id": 12, "annotations": [annotation], "predictions": [], "data": {"text": "😡油耗高"}} | more


def test_an_export_of_label_studio() -> None:
    placed = [{**PLACED[0], "span": [3, 4]}]
    assert {"id": "12", "text": "😡油耗高", "aspects": placed} == from_label_studio(exported(3, 4))
    assert placed == from_label_studio(exported(4, 5))["aspects"], "UTF-16 units, as older versions count"
    given = exported(3, 4)
    assert (
        []
        == from_label_studio({**given, "annotations": [{**given["annotations"][0], "was_cancelled": True}]})["aspects"]
    )
    assert [] == from_label_studio({**given, "annotations": []})["aspects"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": "油耗高", "label": [[0, 2, "油耗"]]}', r"row 1.*类别\|倾向"),
        ('{"text": "好"}\n{"label": []}', "row 2"),
        ('{"text": "油耗高", "label": [[2, 9, "油耗|negative"]]}', "leaves the text"),
        ('{"text": "油耗高", "label": [[2, "油耗|negative"]]}', "row 1"),
        ("[1]", "row 1"),
        ("id,text\n1,油耗高", "neither"),
        ("[{", "neither"),
    ],
)
def test_what_cannot_be_read_is_named(content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read_export(content))


def test_the_view_names_every_label() -> None:
    root = ElementTree.fromstring(label_studio_view(["油耗", '"<&']))
    assert {"油耗|negative", '"<&|positive'} <= {node.get("value") for node in root.iter("Label")}
    assert len(root.findall("./Labels/Label")) == len(root.findall("./Choices/Choice")) == 6
    task = to_label_studio(ROW)
    tags = {node.get("name") for node in root}
    assert {region["from_name"] for region in task["annotations"][0]["result"]} <= tags


def run(*arguments: object) -> Result:
    return CliRunner().invoke(build(only=str(arguments[0])), [str(item) for item in arguments])


def test_from_a_plan_through_a_tool_to_training(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("客服态度很好\n店员爱答不理\n价格太贵了\n", encoding="utf-8")
    plan, rows, view, known = (tmp_path / name for name in ("plan.json", "rows.jsonl", "view.xml", "map.yaml"))
    assert (
        0
        == run(
            "label-plan", tmp_path / "said.txt", "-t", "base", "-n", 3, "--for", "label-studio", "-o", plan
        ).exit_code
    )
    tasks = json.loads(plan.read_text(encoding="utf-8"))
    for task in tasks:  # somebody accepts every prediction
        task["annotations"] = task.pop("predictions")
    plan.write_text(json.dumps(tasks), encoding="utf-8")
    told = run("labels", plan, "-o", rows, "--view", view, "--map", known, "-t", "base")
    assert 0 == told.exit_code, told.stderr
    gold = list(read_gold(rows, load_labels(known)))
    assert 3 == len(gold) and {"service.attitude"} <= {name for row in gold for name in row.categories}
    assert "service.attitude|negative" in view.read_text(encoding="utf-8")
    assert 2 == run("labels", rows, "--map", known).exit_code
    back = run("labels", rows, "--for", "doccano")
    assert [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()] == list(
        read_export(back.stdout)
    )
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    assert 2 == run("labels", tmp_path / "empty.jsonl").exit_code
