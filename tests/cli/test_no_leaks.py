"""With --mask no command that reads customers' words prints or writes personal data; without it each would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.learn.voices import LABELS, rows
from tests.privacy.test_leaks import META, TEXT, in_files, leaked

JUDGED = (
    "，屏幕贴膜起泡，张伟看了摇头",
    "，价格太贵了，13912345678问过三次",
    "，贴膜起泡得厉害，zhangwei_88也说起泡",
    "，张伟说贴膜不行，贴膜起泡",
)
COMMENTS = [f"{TEXT}{JUDGED[number % 4]}" for number in range(12)]
TURNS = [{"role": "agent", "text": "您好张伟先生"}, {"role": "customer", "text": TEXT}]
ASPECTS = [
    {"category": "服务", "polarity": "negative", "opinion": "张伟，电话13912345678", "span": [2, 17]},
    {"category": "服务", "polarity": "negative", "opinion": "客服态度很差", "target": "张伟"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of comments, labels and a trained pack; nothing in the pack is personal."""
    from typer.testing import CliRunner

    from vocnlp.cli.app import build

    place = tmp_path_factory.mktemp("leaks")
    said: list[dict[str, Any]] = [{"text": text, "id": "13912345678", **META} for text in COMMENTS]
    said += [
        {"text": "服务不错，价格也便宜", "id": "good"},
        {"id": "t", "text": TURNS},
        {"id": "x", "text": {"a": TEXT}},
    ]
    said += [{"text": f"打13912345678说贴膜{word}"} for word in ("不行", "真差", "太差", "不好", "很烂", "真烂")]
    said += [{"text": text} for text in ["客服态度很差", "价格太贵", "物流很快"] * 15]
    _lines(place / "comments.jsonl", said)
    _lines(place / "gold.jsonl", [{"id": f"{n}", "text": text, "aspects": ASPECTS} for n, text in enumerate(COMMENTS)])
    _lines(place / "again.jsonl", [{"id": f"{n}", "text": text, "aspects": ASPECTS} for n, text in enumerate(COMMENTS)])
    _lines(place / "odd.jsonl", [{"id": "1", "text": TEXT, "aspects": [{"category": TEXT, "opinion": TEXT}]}])
    _lines(place / "train.jsonl", [*rows(), *({"text": text, "aspects": ASPECTS} for text in COMMENTS)])
    calm = [("客服态度很好", 9, week) for week in range(8) for _ in range(20)]
    timed = [*calm, *((text, number % 3, 7) for number, text in enumerate(COMMENTS))]
    _lines(
        place / "timed.jsonl",
        [
            {"text": text, "id": "13912345678", "stars": stars, "time": f"2026-06-{1 + 3 * time:02}"}
            for text, stars, time in timed
        ],
    )
    (place / "map.yaml").write_text(json.dumps(LABELS.model_dump(), ensure_ascii=False), encoding="utf-8")
    known = ["--data", place / "train.jsonl", "--labels", place / "map.yaml", "--out", place / "model"]
    assert CliRunner().invoke(build(only="train"), ["train", "base", *map(str, known), "--mask"]).exit_code == 0
    return place


def _lines(file: Path, lines: list[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


ROUTING = """\
routing: other
departments: {somebody: {name: 某部}}
default: {department: somebody}
rules:
  - {id: all, when: {polarity: negative}, then: {department: somebody, priority: P1}}
"""
BASE = ("--pack", "base")
GOLD = ("--data", "gold.jsonl", "--labels", "map.yaml")
SHOWN = {
    "analyze": ("comments.jsonl", *BASE, "-f", "json"),
    "analyze-report": ("comments.jsonl", *BASE, "-o", "OUT.csv", "-o", "OUT.xlsx", "--report", "OUT.html"),
    "explain": (TEXT, *BASE),
    "normalize": ("comments.jsonl",),
    "route": ("comments.jsonl", *BASE, "-f", "json", "-o", "OUT.csv", "--store", "OUT.db"),
    "simulate": ("routing.yaml", "--corpus", "comments.jsonl", *BASE),
    "suggest": ("base", "--corpus", "comments.jsonl", "-o", "OUT.yaml"),
    "alerts": ("timed.jsonl", *BASE, "--every", "day", "--at-least", "3", "-f", "json"),
    "alerts-table": ("timed.jsonl", *BASE, "--every", "day", "--at-least", "3"),
    "emerging": ("timed.jsonl", *BASE, "--since", "2026-06-20", "-f", "json"),
    "emerging-table": ("timed.jsonl", *BASE, "--since", "2026-06-20"),
    "diff": ("base", "model", "--corpus", "comments.jsonl", "-f", "html"),
    "diff-json": ("base", "model", "--corpus", "comments.jsonl", "-f", "json"),
    "audit": ("base", "--corpus", "comments.jsonl", "-f", "json"),
    "audit-page": ("base", "--corpus", "comments.jsonl", "-f", "html", "-o", "OUT.html"),
    "index": ("comments.jsonl", *BASE, "--by", "phone", "-f", "json"),
    "change": ("comments.jsonl", "comments.jsonl", *BASE, "--by", "phone", "-f", "json"),
    "label-plan": ("comments.jsonl", *BASE),
    "label-plan-tool": ("comments.jsonl", *BASE, "--for", "doccano"),
    "shadow": ("comments.jsonl", "--pack", "model"),
    "shadow-labels": ("comments.jsonl", "--pack", "model", "--for", "labels"),
    "shadow-examples": ("comments.jsonl", "--pack", "model", "--for", "examples"),
    "labels": ("gold.jsonl",),
    "labels-tool": ("gold.jsonl", "--for", "label-studio"),
    "labels-odd": ("odd.jsonl",),
    "evaluate": ("base", *GOLD),
    "evaluate-json": ("base", *GOLD, "-f", "json"),
}
SILENT = {
    "train": ("base", "--data", "train.jsonl", "--labels", "map.yaml", "--out", "OUT"),
    "drivers": ("timed.jsonl", *BASE, "--outcome", "stars", "--at-least", "3", "-f", "json"),
    "agree": ("gold.jsonl", "again.jsonl"),
    "normalize-report": ("comments.jsonl", "--report"),
    "check": ("base", "--corpus", "comments.jsonl", "--all"),
    "evaluate-odd": ("base", "--data", "odd.jsonl", "--labels", "map.yaml", "--mask"),
}


def found(vocnlp_cli: Callable[..., Any], folder: Path, out: Path, name: str, *words: str) -> list[str]:
    """Run a command and return what it shows of the secrets, in its outputs and in every file it writes."""
    out.mkdir()
    (folder / "routing.yaml").write_text(ROUTING, encoding="utf-8")
    given = [str(out / word) if word.startswith("OUT") else str(folder / word) if _is_file(folder, word) else word
             for word in words]  # fmt: skip
    result = vocnlp_cli(name.partition("-")[0] if not name.startswith("label-") else "label-plan", *given)
    written = in_files(file for file in out.rglob("*") if file.is_file())
    return sorted({*leaked(result.out + result.err), *(secret for hits in written.values() for secret in hits)})


def _is_file(folder: Path, word: str) -> bool:
    return len(word) < 40 and word != "base" and (folder / word).exists()


@pytest.mark.parametrize("name", SHOWN)
def test_masked(name: str, folder: Path, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    assert found(vocnlp_cli, folder, tmp_path / "open", name, *SHOWN[name]) != [], "nothing to hide here"
    assert found(vocnlp_cli, folder, tmp_path / "masked", name, *SHOWN[name], "--mask") == []


@pytest.mark.parametrize("name", SILENT)
def test_shows_no_words_at_all(name: str, folder: Path, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    masked = ["--mask"] if name == "train" else []
    assert found(vocnlp_cli, folder, tmp_path / "out", name, *SILENT[name], *masked) == []


def test_every_command_is_here() -> None:
    from vocnlp.cli.app import COMMANDS

    without_comments = {"test", "mask", "new", "export", "import", "tree", "schema", "packs", "demo"}
    tried = {name for name in COMMANDS for run in (*SHOWN, *SILENT) if run == name or run.startswith(f"{name}-")}
    assert set(COMMANDS) == tried | without_comments


def test_analyses_with_personal_data_are_not_routed_as_masked(
    folder: Path, tmp_path: Path, vocnlp_cli: Callable[..., Any]
) -> None:
    said, masked = tmp_path / "said.jsonl", tmp_path / "masked.jsonl"
    vocnlp_cli("analyze", folder / "comments.jsonl", *BASE, "-o", said)
    vocnlp_cli("analyze", folder / "comments.jsonl", *BASE, "-o", masked, "--mask")
    refused = vocnlp_cli("route", said, *BASE, "--mask")
    assert (2, True, []) == (refused.code, "第 1 行有个人信息" in refused.err, leaked(refused.out + refused.err))
    taken = vocnlp_cli("route", masked, *BASE, "--mask")
    assert (0, True) == (taken.code, "读取 masked.jsonl：UTF-8，已有的分析结果" in taken.err)
