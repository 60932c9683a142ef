"""Turn suggestions into a YAML patch that people review, and read the reviewed one."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from vocnlp.analytics.near import NearMiss
from vocnlp.analytics.roundtrip import flow, keeping
from vocnlp.analytics.suggest import Suggestion
from vocnlp.yamlsource import load_yaml

__all__ = ["PatchFile", "read_patch", "write_patch"]

_HEAD = """# vocnlp suggest 的建议，请逐条看：删掉不要的词或整条，改好的再写入。
# suggestions：客户说了、没有体验点接住的词，按把握排序（score：对数似然 G²，6.63 以上 p < 0.01）。
#   point 是最像的体验点（nearness：语境余弦与字面相似的合计），不对就改；空着的不会写入。
#   新体验点：写一个还没有的标识（上级要有），并写 name。
# near_misses：含有体验点的词（term）、说的多半是别的事。unless 写进排除，not 写进近似反例。
#   count 次提到里只有 judged 次有倾向，别处的比例是 elsewhere；score 是对数似然，3.84 以上 p < 0.05。
# 看完运行：vocnlp suggest {pack} --apply 这个文件
"""
_QUOTE = 80
_NOT = 40


class PatchEntry(BaseModel):
    """One suggestion as it stands in a patch; everything but ``point``, ``name`` and ``terms`` is for the reader."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    point: str = ""
    name: str = ""
    terms: list[str]
    nearness: float = 0.0
    count: int = 0
    positive: int = 0
    negative: int = 0
    score: float = 0.0
    quotes: list[str] = []


class NearEntry(BaseModel):
    """A near miss as it stands in a patch: ``unless`` and ``not`` are written, the rest is for the reader."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)

    point: str = ""
    term: str = ""
    unless: list[str] = []
    not_: list[str] = Field([], alias="not")
    count: int = 0
    judged: int = 0
    elsewhere: float = 0.0
    score: float = 0.0


class PatchFile(BaseModel):
    """A patch."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    pack: str
    suggestions: list[PatchEntry] = []
    near_misses: list[NearEntry] = []


def write_patch(pack: str, suggestions: Iterable[Suggestion], near: Iterable[NearMiss] = (), *, path: str = "") -> str:
    """Return the YAML text of a patch.

    Args:
        pack: the pack's id.
        suggestions: new words.
        near: phrases to exclude.
        path: how the pack was called on the command line, for the advice at the top; its id when empty.
    """
    yaml = keeping("")
    content: dict[str, Any] = {"pack": pack, "suggestions": [_shown(suggestion) for suggestion in suggestions]}
    misses = [_near(one) for one in near]
    if misses:
        content["near_misses"] = misses
    out = io.StringIO()
    yaml.dump(content, out)
    return _HEAD.format(pack=path or pack) + out.getvalue()


def _near(miss: NearMiss) -> dict[str, Any]:
    return {
        "point": miss.point,
        "term": miss.term,
        "unless": flow([miss.phrase]),
        "not": [" ".join(quote.split()) for quote in miss.quotes[:1] if len(quote) <= _NOT],
        "count": miss.count,
        "judged": miss.judged,
        "elsewhere": miss.elsewhere,
        "score": miss.score,
    }


def _shown(suggestion: Suggestion) -> dict[str, Any]:
    quotes = [" ".join(quote.split())[:_QUOTE] for quote in suggestion.quotes]
    return {
        "point": suggestion.point,
        "terms": flow(suggestion.terms),
        "count": suggestion.count,
        "positive": suggestion.positive,
        "negative": suggestion.negative,
        "score": suggestion.score,
        "nearness": suggestion.nearness,
        "quotes": quotes,
    }


def read_patch(path: Path) -> PatchFile:
    """Read a reviewed patch.

    Raises:
        PackError: with every problem of the file.
    """
    return load_yaml(path).require(PatchFile)
