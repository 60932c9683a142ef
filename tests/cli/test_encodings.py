"""Every command that reads comments tells the encoding of the file and says what it decided."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import vocnlp

SAID = "客服态度很差、电话打不通"
TRADITIONAL = "客服態度很差、電話打不通"
KINDS = [
    ("utf-8", "\n", "UTF-8"), ("utf-8-sig", "\r\n", "UTF-8 (BOM)（CRLF）"), ("utf-16", "\r\n", "UTF-16（CRLF）"),
    ("gb18030", "\r\n", "GB18030（CRLF）"), ("big5", "\n", "Big5"),
]  # fmt: skip
COMMANDS: list[tuple[str, ...]] = [
    ("analyze", "FILE", "--pack", "base"),
    ("normalize", "FILE"),
    ("mask", "FILE", "--text", "text"),
    ("suggest", "base", "--corpus", "FILE"),
    ("diff", "base", "base", "--corpus", "FILE"),
    ("audit", "base", "--corpus", "FILE"),
    ("label-plan", "FILE", "--pack", "base"),
    ("route", "FILE", "--pack", "base"),
    ("simulate", "../../taxonomies/base/routing.yaml", "--corpus", "FILE", "--pack", "base"),
    ("check", "base", "--corpus", "FILE"),
    ("shadow", "FILE", "--pack", "TRAINED"),
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with a learned model, for the command that wants one."""
    from tests.learn.voices import LABELS, rows
    from vocnlp.learn.labels import read_gold
    from vocnlp.learn.store import save_pack
    from vocnlp.learn.train import examples_of, train_parts

    base = vocnlp.load("base")
    gold = list(read_gold(rows(), LABELS))
    folder = tmp_path_factory.mktemp("trained") / "pack"
    save_pack(folder, base.pack, train_parts(examples_of(base, gold), LABELS), LABELS, gold, seed=0)
    return folder


@pytest.mark.parametrize(("codec", "end", "told"), KINDS)
@pytest.mark.parametrize("command", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_comments(
    command: tuple[str, ...],
    codec: str,
    end: str,
    told: str,
    tmp_path: Path,
    trained: Path,
    vocnlp_cli: Callable[..., Any],
) -> None:
    file = tmp_path / "comments.csv"
    said = TRADITIONAL if codec == "big5" else SAID
    file.write_bytes(end.join(["text,id", *(f"{said},{number}" for number in range(4)), ""]).encode(codec))
    given = {"FILE": file, "TRAINED": trained}
    result = vocnlp_cli(*(given.get(word, word) for word in command))
    assert result.code == 0, result.err
    assert f"读取 comments.csv：{told}，" in result.out + result.err


@pytest.mark.parametrize("command", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_rows_of_two_systems(
    command: tuple[str, ...], tmp_path: Path, trained: Path, vocnlp_cli: Callable[..., Any]
) -> None:
    """Exports glued together: each row is read in its own encoding, and how many of each is said."""
    file = tmp_path / "comments.csv"
    rows = ["text,id", *(f"{SAID}{number},{number}" for number in range(5))]
    file.write_bytes(b"\n".join(row.encode("gb18030" if place % 2 else "utf-8") for place, row in enumerate(rows)))
    given = {"FILE": file, "TRAINED": trained}
    result = vocnlp_cli(*(given.get(word, word) for word in command))
    assert result.code == 0, result.err
    assert "读取 comments.csv：UTF-8（2 行）与 GB18030（3 行）混用，" in result.out + result.err


@pytest.mark.parametrize(("name", "end"), [("a.csv", "\r\n"), ("a.jsonl", "\n"), ("a.txt", "\n"), ("-", "\n")])
def test_no_row_of_two_systems_is_lost(name: str, end: str, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    said = [f"{SAID}{number}" for number in range(6)]
    rows = [json.dumps({"text": one}, ensure_ascii=False) for one in said] if name == "a.jsonl" else said
    file = tmp_path / name.replace("-", "piped")
    file.write_bytes(
        end.join((["text"] if name == "a.csv" else []) + rows).encode()
        + end.encode()
        + end.join(rows).encode("gb18030")
    )
    source = ("-",) if name == "-" else (file,)
    result = vocnlp_cli("analyze", *source, "-t", "base", "-f", "json", stdin=file if name == "-" else None)
    assert said * 2 == [json.loads(line)["text"] for line in result.out.splitlines()]
    assert "注意：编码 UTF-8（6 行）与 GB18030（6 行）混用" in result.err


@pytest.mark.parametrize(("codec", "end", "told"), KINDS)
def test_labelled(codec: str, end: str, told: str, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    said = TRADITIONAL if codec == "big5" else SAID
    rows = [
        {"id": str(n), "text": f"{said}{n}", "aspects": [{"category": "服务", "polarity": "negative"}]}
        for n in range(4)
    ]
    data, labels = tmp_path / "gold.jsonl", tmp_path / "map.yaml"
    data.write_bytes(
        end.join(json.dumps(row, ensure_ascii=False).replace("服务", "服務") for row in rows).encode(codec)
    )
    labels.write_text("dataset: d\npack: base\ncategories:\n  服務: {point: service, include: [service.*]}\n", "utf-8")
    result = vocnlp_cli("evaluate", "base", "--data", data, "--labels", labels)
    assert result.code == 0, result.err
    assert f"读取 gold.jsonl：{told}，JSON 行" in result.err
    same = vocnlp_cli("agree", data, data)
    assert same.err.count(f"读取 gold.jsonl：{told}，JSON 行") == 2, same.err
    carried = vocnlp_cli("labels", data)
    assert f"读取 gold.jsonl：{told}" in carried.err
    assert json.loads(carried.out.splitlines()[0])["text"] == f"{said}0"


@pytest.mark.parametrize(("codec", "end", "told"), KINDS)
def test_a_comment_from_a_pipe(codec: str, end: str, told: str, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    file = tmp_path / "comment.txt"
    said = TRADITIONAL if codec == "big5" else SAID
    file.write_bytes(f"{said}{end}".encode(codec))
    result = vocnlp_cli("explain", "-", "--pack", "base", stdin=file)
    assert said in result.out
    assert f"：{told}\n" in result.err


@pytest.mark.parametrize(("codec", "end", "told"), KINDS)
def test_sheets_of_rules(codec: str, end: str, told: str, tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    """Excel saves CSV in the encoding of its country."""
    folder, table = tmp_path / "sheets", tmp_path / "routing.csv"
    told = told.removesuffix("（CRLF）")
    assert vocnlp_cli("export", "pack", folder).code == 0
    for file in folder.glob("*.csv"):
        text = file.read_text("utf-8-sig").replace("\r\n", end)
        file.write_bytes(text.encode("gb18030" if codec == "big5" else codec))
    back = vocnlp_cli("import", folder, tmp_path / "back")
    assert (0, True) == (back.code, f"：{'GB18030' if codec == 'big5' else told}\n" in back.err), back.out
    head, row = "when: polarity,then: department,then: priority", "negative,shop,P1"
    table.write_bytes(end.join([head + ",note", f"{row},{TRADITIONAL if codec == 'big5' else SAID}", ""]).encode(codec))
    (tmp_path / "one.csv").write_text(f"text\n{SAID}\n", "utf-8")
    result = vocnlp_cli("route", tmp_path / "one.csv", "--pack", "pack", "--routing", table)
    assert f"读取 routing.csv：{told}\n" in result.err
