"""Turn what pydantic and the YAML parser say about a bad value into one sentence in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vocnlp.errors import Message

__all__ = ["Slip", "choices", "misfit", "syntax", "typing_slip"]

_NUMBER = Message("要写数字", "must be a number")
_WHOLE = Message("要写整数", "must be a whole number")
_DATE = Message("要写日期，例如 2018、2018-03 或 2018-03-01", "must be a date such as 2018, 2018-03 or 2018-03-01")
_LIST = Message("要写成列表", "must be a list")
_MAPPING = Message("要写成“键: 值”", "must be a mapping of keys to values")
_SAID = {
    "string_type": Message("要写成文字", "must be text"),
    "bool_parsing": Message("只能写 true 或 false", "must be true or false"),
    "bool_type": Message("只能写 true 或 false", "must be true or false"),
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "greater_than": Message("要大于 {gt:g}", "must be more than {gt:g}"),
    "greater_than_equal": Message("不能小于 {ge:g}", "must be at least {ge:g}"),
    "less_than": Message("要小于 {lt:g}", "must be less than {lt:g}"),
    "less_than_equal": Message("不能大于 {le:g}", "must be at most {le:g}"),
    "too_short": Message("不能空着", "must not be empty"),
    "string_too_short": Message("不能空着", "must not be empty"),
    "literal_error": Message("只能是 {expected}", "must be {expected}"),
}
_SYNTAX = {
    "did not find expected ',' or '}'": "大括号里缺逗号，或者大括号没有闭合",
    "did not find expected ',' or ']'": "方括号里缺逗号，或者方括号没有闭合",
    "did not find expected key": "缩进不齐，或者引号后面多了字",
    "did not find expected '-' indicator": "列表里这一行缺“- ”，或者缩进不齐",
    "did not find expected node content": "这里缺内容，或者多了逗号",
    "did not find expected <document start>": "这一行不属于上面的内容；看看缩进",
    "could not find expected ':'": "这一行缺冒号",
    "mapping values are not allowed in this context": "这里不能再有“: ”；看看上一行的缩进，或把整句用引号括起来",
    "block sequence entries are not allowed in this context": "这里不能开始列表“- ”；看看缩进",
    "found character that cannot start any token": "不能以这个字符开头（制表符、@、` 等）；用空格缩进，或用引号括起来",
    "found unexpected end of stream": "从这里开始的引号或括号没有闭合",
    "found unknown escape character": "双引号里不认识的转义；改用单引号",
    "found undefined alias": "以 * 开头会被当作别名；用引号括起来",
    "found duplicate anchor": "以 & 开头会被当作锚点；用引号括起来",
    "did not find expected alphabetic or numeric character": "以 * 或 & 开头会被当作别名或锚点；用引号括起来",
    "did not find expected whitespace or line break": "以 ! 开头会被当作标签；用引号括起来",
    "found unexpected ':'": "这里多了冒号；把整句用引号括起来",
}
_SLIPS = (
    (
        re.compile(r"\s*[\w\-]+(：)"),
        Message(
            "键后面是全角冒号；写成半角冒号加空格“: ”", "a full-width colon after the key; write a colon and a space"
        ),
    ),
    (
        re.compile(r"\s*[\w\-]+(:)[^\s:]"),
        Message("冒号后面缺空格", "no space after the colon"),
    ),
    (
        re.compile(" *([\u3000\u00a0])"),
        Message(
            "缩进里有全角空格或不间断空格；换成普通空格",
            "a wide or no-break space in the indentation; write plain spaces",
        ),
    ),
)
"""What input methods do to a line: where the parser gives up is often a line later."""


class Slip(NamedTuple):
    """What a line was typed like, with its place counted from 0."""

    line: int
    column: int
    message: Message


def misfit(error: Mapping[str, Any], where: str) -> Message:
    """Return what is wrong with the value at ``where`` (empty: the whole file), from an entry of ``errors()``.

    >>> misfit({"type": "less_than_equal", "msg": "...", "ctx": {"le": 1.0}}, "strength").en
    'strength must be at most 1'
    """
    here = Message(where or "整个文件", where or "the file")
    facts = dict(error.get("ctx") or {})
    if "zh" in facts:
        return Message(str(facts["zh"]), str(facts["en"]))
    if "expected" in facts:
        names = str(facts["expected"]).replace("'", "")
        zh = Message(names.replace(", ", "、").replace(" or ", " 或 "), names)
        return Message(f"{here.zh} 只能是 {zh.zh}", f"{here.en} must be {zh.en}")
    said = _SAID.get(str(error["type"]))
    if said is None:
        return Message(f"{here.zh} 的值不合要求", f"{here.en}: {error['msg']}")
    return Message(f"{here.zh} {said.zh.format_map(facts)}", f"{here.en} {said.en.format_map(facts)}")


def choices(error: Mapping[str, Any]) -> list[str]:
    """Return the words that would have fitted, when only some do."""
    return re.findall("'([^']+)'", str((error.get("ctx") or {}).get("expected", "")))


def syntax(problem: str) -> Message:
    """Return what the YAML parser says about a file that is not YAML."""
    told = next((f"：{zh}" for en, zh in _SYNTAX.items() if problem.startswith(en)), "")
    return Message(f"不是合格的 YAML{told}", f"YAML syntax: {problem}")


def typing_slip(lines: Sequence[str], failed: int) -> Slip | None:
    """Find the slip that made the parser give up at line ``failed`` (from 0): on it, or on the filled line before.

    >>> typing_slip(["name：甲", "terms: [热线]"], 1).column
    4
    """
    before = next((number for number in range(min(failed, len(lines)) - 1, -1, -1) if lines[number].strip()), failed)
    for number in (before, failed):
        for pattern, told in _SLIPS:
            found = pattern.match(lines[number]) if number < len(lines) else None
            if found:
                message = Message(f"不是合格的 YAML：{told.zh}", f"YAML syntax: {told.en}")
                return Slip(number, found.start(1), message)
    return None
