"""Every command that reads comments tells the encoding of the file and says what it decided."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
]


@pytest.mark.parametrize(("codec", "end", "told"), KINDS)
@pytest.mark.parametrize("command", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_comments(
    command: tuple[str, ...], codec: str, end: str, told: str, tmp_path: Path, vocnlp_cli: Callable[..., Any]
) -> None:
    file = tmp_path / "comments.csv"
    said = TRADITIONAL if codec == "big5" else SAID
    file.write_bytes(end.join(["text,id", *(f"{said},{number}" for number in range(4)), ""]).encode(codec))
    result = vocnlp_cli(*(file if word == "FILE" else word for word in command))
    assert result.code == 0, result.err
    assert f"读取 comments.csv：{told}，" in result.out + result.err


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


def test_plain_lines_of_a_masked_file(tmp_path: Path, vocnlp_cli: Callable[..., Any]) -> None:
    file = tmp_path / "chat.txt"
    file.write_bytes("电话13800138000打不通\r\n".encode("gb18030"))
    result = vocnlp_cli("mask", file)
    assert result.out == "电话<手机:1>打不通\r\n"
    assert "读取 chat.txt：GB18030（CRLF），每行一条" in result.err
