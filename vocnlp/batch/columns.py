"""Turn the header and first rows of a table into the columns to use: text, id, channel, time; the rest is meta."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from vocnlp.errors import InputError, did_you_mean

__all__ = ["Columns", "choose_columns", "is_known_name"]

_KNOWN = {
    "text": (
        "text content comment comments review reviews feedback verbatim message body transcript utterance turns "
        "内容 评论 评论内容 评价 评价内容 原声 原声内容 原文 文本 正文 反馈 反馈内容 留言 意见 意见建议 客户原声 "
        "工单内容 投诉内容 问题描述 描述 通话内容 转写 主诉 內容 評論 評論內容 評價 評價內容 原聲 回饋 意見 "
        "意見回饋 客戶意見 問題描述"
    ),
    "id": "id uid rowid record_id comment_id review_id 编号 序号 工单号 评论id 评论编号 单号 編號 序號 單號 工單號",
    "channel": "channel source platform 渠道 来源 平台 来源渠道 管道 來源 通路",
    "time": (
        "time date datetime timestamp created created_at create_time publish_time comment_time 时间 日期 评论时间 "
        "发布时间 创建时间 评价时间 提交时间 時間 評論時間 發布時間 建立時間"
    ),
}
_BY_NAME = {role: names.split() for role, names in _KNOWN.items()}
_HAN = re.compile(r"[㐀-鿿]")


class Columns(NamedTuple):
    """The column of each role; empty where the table has none. ``why`` says how the text column was found."""

    text: str
    id: str
    channel: str
    time: str
    meta: tuple[str, ...]
    why: str


def is_known_name(name: str, role: str = "") -> bool:
    """Tell whether a column of this name plays a role: ``text``, ``id``, ``channel``, ``time``, or any.

    >>> is_known_name("评论 内容", "text"), is_known_name("Review_ID"), is_known_name("车型")
    (True, True, False)
    """
    return _folded(name) in (_FOLDED[role] if role else frozenset().union(*_FOLDED.values()))


def choose_columns(
    names: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    wanted: Mapping[str, str | None] | None = None,
) -> Columns:
    """Decide which column plays which role.

    The text column is the one that was asked for, else a known name (内容, 评论, text, ...), else the column with
    the most Han characters in ``rows``.

    Args:
        names: the header.
        rows: the first rows, for guessing.
        wanted: role -> column name as given by the user.

    Raises:
        InputError: a wanted column does not exist, or none can be the text; the message lists the columns.

    >>> choose_columns(["编号", "评论内容", "车型"], []).text
    '评论内容'
    """
    asked = {role: name for role, name in (wanted or {}).items() if name}
    for role, name in asked.items():
        if name not in names:
            raise InputError(f"没有列 {name!r}（{role}）；现有的列：{_listed(names)}。{did_you_mean(name, names).zh}")
    found = {role: asked.get(role) or _named(names, known) for role, known in _BY_NAME.items()}
    why = "指定" if "text" in asked else "列名"
    if not found["text"]:
        taken = {found[role] for role in ("id", "channel", "time")}
        found["text"], why = _wordiest([name for name in names if name not in taken], rows), "汉字最多的一列"
    if not found["text"]:
        raise InputError(f"看不出哪一列是评论文本；现有的列：{_listed(names)}。请用 --text 列名 指定")
    roles = {role: "" if role != "text" and name == found["text"] else name for role, name in found.items()}
    used = set(roles.values())
    return Columns(**roles, meta=tuple(name for name in names if name and name not in used), why=why)


def _listed(names: Sequence[str]) -> str:
    return "、".join(names) if names else "（没有）"


def _named(names: Sequence[str], known: Sequence[str]) -> str:
    """Return the column that bears the first of the known names; case, spaces and underscores do not matter."""
    folded = {_folded(name): name for name in reversed(names)}
    return next((folded[key] for key in map(_folded, known) if key in folded), "")


def _folded(name: str) -> str:
    return re.sub(r"[\s_\-]+", "", name).lower()


_FOLDED = {role: frozenset(map(_folded, names)) for role, names in _BY_NAME.items()}


def _wordiest(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    counts = dict.fromkeys(names, 0)
    for row in rows:
        for name in names:
            counts[name] += len(_HAN.findall(str(row.get(name) or "")))
    return max(counts, key=lambda name: counts[name]) if any(counts.values()) else ""
