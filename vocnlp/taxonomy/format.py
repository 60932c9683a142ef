"""Define the taxonomy file once, as pydantic models: validation, JSON Schema, docs and Excel derive from it.

Descriptions are Chinese because editors show them to analysts. A short form (an entry as a string, one word
instead of a list) is brought to its long form before validation.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

__all__ = ["EntryFile", "ExamplesFile", "PointFile", "PolarityFile", "PresenceFile", "TaxonomyFile", "WeightsFile"]

POLICIES = ("rule", "model", "rule_then_model", "vote")


def _wrong(zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("misfit", "{en}", {"zh": zh, "en": en})


def _texts(value: Any) -> Any:
    """Bring one text to a list of texts; an empty value is an empty list."""
    return ([value] if value else []) if isinstance(value, str) else value


def _words(value: Any) -> Any:
    """Bring a text of words separated by white space to a list; ``#`` starts a comment."""
    if isinstance(value, str):
        return [word for line in value.split("\n") for word in line.split("#", 1)[0].split()]
    return value


def _mapping(value: Any) -> Any:
    return {} if value == "" else value


def _entry(value: Any) -> Any:
    if isinstance(value, str):
        return {"match": value}
    if isinstance(value, list):
        raise _wrong("一条写成了列表；要表达“其中之一”请写 (a|b)", "an entry cannot be a list; write (a|b)")
    if isinstance(value, dict) and "match" not in value:
        if len(value) == 1 and not set(value) & set(EntryFile.model_fields):
            raise _wrong(
                "一条里有“: ”，被当成了键值；请用引号括起来", "a colon and a space made a mapping; quote the entry"
            )
        raise _wrong("缺少 match", "the key match is missing")
    return value


def _entries(value: Any) -> Any:
    return ([value] if value else []) if isinstance(value, str) else value


def _presence(value: Any) -> Any:
    return {"any": _texts(value)} if isinstance(value, (str, list)) else value


def _name(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


def _fields(value: Any) -> Any:
    return {key: _texts(item) for key, item in value.items()} if isinstance(value, dict) else value


def _date(value: Any) -> Any:
    """Read 2018, 2018-03 or 2018-03-01 as its first day."""
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value.strip())):
        year, month, day = (int(part or 1) for part in match.groups())
        return dt.date(year, month, day)
    return value


def _last_date(value: Any) -> Any:
    """Read 2018, 2018-03 or 2018-03-01 as its last day."""
    first = _date(value)
    if not isinstance(value, str) or not isinstance(first, dt.date):
        return first
    match value.count("-"):
        case 0:
            return dt.date(first.year, 12, 31)
        case 1:
            following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
            return following - dt.timedelta(days=1)
    return first


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts, json_schema_input_type=str | list[str])]
Words = Annotated[tuple[str, ...], BeforeValidator(_words, json_schema_input_type=str | list[str])]
_Day = PlainSerializer(lambda day: day.isoformat() if day else "", return_type=str)
Since = Annotated[dt.date, BeforeValidator(_date, json_schema_input_type=str), _Day]
Until = Annotated[dt.date, BeforeValidator(_last_date, json_schema_input_type=str), _Day]
Codes = Words


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class NameFile(_Shape):
    """名称：中文必填，英文可选。"""

    zh: str = Field(min_length=1, description="中文名")
    en: str = Field("", description="英文名")


Name = Annotated[NameFile, BeforeValidator(_name, json_schema_input_type=str | NameFile)]


class PolarityFile(_Shape):
    """在这个体验点上，这些词是什么倾向（例如油耗“高”是负面）。由子点继承。"""

    positive: Words = Field((), description="在这里表示好的词")
    negative: Words = Field((), description="在这里表示不好的词")
    neutral: Words = Field((), description="在这里不带倾向的词")


class ExamplesFile(_Shape):
    """例句，就是测试：写法原样、台湾写法、香港写法都要通过。"""

    positive: Texts = Field((), description="应当得到正面观点的句子")
    negative: Texts = Field((), description="应当得到负面观点的句子")
    neutral: Texts = Field((), description="提到但没有倾向的句子")
    any: Texts = Field((), description="应当提到这个点，倾向不限")
    not_: Texts = Field((), alias="not", description="不应当命中这个点的句子（近似反例）")


class PresenceFile(_Shape):
    """同一小句、句子或整条原声里还要有（或不能有）的内容。"""

    any: Texts = Field((), description="有其中一个就算")
    all: Texts = Field((), description="全部都有才算")
    in_: Literal["clause", "sentence", "utterance"] = Field(
        "clause", alias="in", description="在哪里找：小句 clause、句子 sentence、整条 utterance"
    )


Presence = Annotated[PresenceFile, BeforeValidator(_presence, json_schema_input_type=str | list[str] | PresenceFile)]


class EntryFile(_Shape):
    """一条词或表达式，带条件时写成映射。"""

    match: Texts = Field(min_length=1, description="要匹配的表达式，可写多个")
    unless: Texts = Field((), description="落在这些更长说法里面的命中不算")
    with_: Presence | None = Field(None, alias="with", description="同一小句（或指定范围）里还要有")
    without: Presence | None = Field(None, description="同一小句（或指定范围）里不能有")
    scope: Literal["clause", "sentence", "utterance"] = Field(
        "clause", description="间隔可以跨到哪里：小句、句子、整条原声"
    )
    when: Annotated[
        dict[str, list[str]], BeforeValidator(_fields, json_schema_input_type=dict[str, str | list[str]])
    ] = Field(default_factory=dict, description='字段条件，例如 {channel: [hotline], nps: "<= 6"}')
    negated: Literal["any", "only", "never"] = Field(
        "any", description="前面有否定时：any 都算，only 必须有，never 不能有"
    )
    priority: int = Field(0, description="同样长、同样深时，数大的优先")
    strength: float = Field(0.8, gt=0, le=1, description="正面或负面表达式的强度，0 到 1")
    since: Since | None = Field(None, description="从什么时候起有这种说法，例如 2018 或 2018-03")
    until: Until | None = Field(None, description="到什么时候为止（含）")
    note: str = Field("", description="给同事的说明")
    examples: Annotated[ExamplesFile | None, BeforeValidator(_mapping)] = Field(None, description="这一条的例句")
    silence: Codes = Field((), description="对这一条不再提示的检查代码")
    remove: bool = Field(False, description="在覆盖文件里：去掉基础包里同样写法的一条")


Entry = Annotated[EntryFile, BeforeValidator(_entry, json_schema_input_type=str | EntryFile)]
Entries = Annotated[tuple[Entry, ...], BeforeValidator(_entries)]


class PointFile(_Shape):
    """一个体验点。"""

    name: Name | None = Field(None, description="名称")
    weight: float | None = Field(None, description="在同级体验点里的重要程度，任意正数；份额自动计算")
    department: str | None = Field(None, description="责任部门，子点继承")
    journey: str | None = Field(None, description="旅程阶段，子点继承")
    touchpoint: str | None = Field(None, description="触点，子点继承")
    mot: bool | None = Field(None, description="是不是关键时刻，子点继承")
    policy: Literal["rule", "model", "rule_then_model", "vote"] | None = Field(
        None, description="规则与模型怎样配合，子点继承"
    )
    definition: str | None = Field(None, description="一句话定义")
    terms: Entries = Field((), description="提到这个点的词；倾向由情感引擎判断")
    positive: Entries = Field((), description="本身就是好评的说法")
    negative: Entries = Field((), description="本身就是差评的说法")
    unless: Texts = Field((), description="落在这些更长说法里面的命中不算")
    polarity: Annotated[PolarityFile | None, BeforeValidator(_mapping)] = Field(None, description="词在这里的倾向")
    examples: Annotated[ExamplesFile | None, BeforeValidator(_mapping)] = Field(None, description="例句（测试）")
    silence: Codes = Field((), description="对这个点不再提示的检查代码")
    remove: bool = Field(False, description="在覆盖文件里：去掉基础包的这个点和它的子点")
    children: Annotated[dict[str, PointFile], BeforeValidator(_mapping)] = Field(
        default_factory=dict, description="子体验点"
    )


class TaxonomyFile(_Shape):
    """体验点树 taxonomy.yaml。"""

    taxonomy: str = Field("", description="标识")
    version: str = Field("", description="版本")
    name: Name | None = Field(None, description="名称")
    extends: str = Field("", description="建立在哪个体验点树之上；只写不同的地方")
    lists: Annotated[dict[str, Words], BeforeValidator(_mapping)] = Field(
        default_factory=dict, description="可重复使用的词族，在表达式里写 $名字；可以互相包含"
    )
    points: Annotated[dict[str, PointFile], BeforeValidator(_mapping)] = Field(
        default_factory=dict, description="体验点"
    )
    silence: Codes = Field((), description="对整个文件不再提示的检查代码")


class WeightsFile(_Shape):
    """某个客群的权重 weights/<客群>.yaml：体验点 -> 权重。"""

    name: str = Field("", description="客群名称")
    weights: dict[str, float] = Field(description="体验点 -> 权重，只写不同的")
