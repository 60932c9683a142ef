"""Turn what a caller hands in (a string, a mapping, an Utterance) into one frozen Utterance."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vocnlp.errors import InputError
from vocnlp.types.times import parse_time

__all__ = ["Turn", "Utterance"]

_OWN_KEYS = ("id", "text", "turns", "channel", "time", "meta")


class Turn(NamedTuple):
    """One speaker's turn inside ``Utterance.text``; ``role`` is ``customer``, ``agent`` or ``other``."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """One voice of a customer (原声): the text (X-data) with what is known about it (O-data).

    ``meta`` holds JSON-safe values only, under flat, dotted keys (``customer.tier``). ``turns`` is empty
    for a text without declared speakers.
    """

    text: str
    id: str = ""
    channel: str = ""
    time: dt.datetime | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(
        cls,
        value: object,
        *,
        channel: str | None = None,
        time: object = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Utterance:
        """Read a string, a mapping with ``text`` or ``turns``, an Utterance, or a missing value.

        None and NaN become an empty text. Unknown keys of a mapping become ``meta`` fields.

        Raises:
            InputError: the value is of another type, or a time cannot be read.

        >>> Utterance.of({"text": "提车等了三个月", "nps": 2}).meta
        {'nps': 2}
        """
        if isinstance(value, str):
            base = cls(value)
        elif isinstance(value, Utterance):
            base = value
        elif isinstance(value, Mapping):
            base = _from_mapping(value)
        elif _is_missing(value):
            base = cls("")
        else:
            raise InputError(
                f"an utterance must be a str, a mapping with 'text' or 'turns', or an Utterance, "
                f"not {type(value).__name__}"
            )
        if channel is None and time is None and meta is None:
            return base
        return cls(
            text=base.text,
            id=base.id,
            channel=base.channel if channel is None else channel,
            time=base.time if time is None else _time(time),
            meta={**base.meta, **_meta(meta)},
            turns=base.turns,
        )

    def field(self, name: str) -> Any:
        """Return ``channel``, ``time``, ``id`` or a ``meta`` field (with or without ``meta.``), else None."""
        if name in ("channel", "time", "id", "text"):
            return getattr(self, name)
        return self.meta.get(name.removeprefix("meta."))


def _from_mapping(value: Mapping[Any, Any]) -> Utterance:
    if "text" not in value and "turns" not in value:
        raise InputError(f"a mapping needs the key 'text' or 'turns'; it has {sorted(map(str, value))}")
    text = _text(value.get("text"))
    turns: tuple[Turn, ...] = ()
    if value.get("turns"):
        text, turns = _join(value["turns"])
    extra = {key: item for key, item in value.items() if key not in _OWN_KEYS}
    return Utterance(
        text=text,
        id="" if _is_missing(value.get("id")) else str(value["id"]),
        channel="" if _is_missing(value.get("channel")) else str(value["channel"]),
        time=_time(value.get("time")),
        meta={**_flat(extra), **_meta(value.get("meta"))},
        turns=turns,
    )


_NAMES = {
    "customer": (
        "customer user client human caller buyer guest visitor consumer owner "
        "用户 客户 顾客 客人 买家 车主 乘客 来电人 消费者 市民 会员 投诉人 访客 "
        "用戶 客戶 顧客 買家 車主 來電人 消費者 會員 投訴人 訪客"
    ),
    "agent": (
        "agent staff assistant system bot robot operator seller merchant service support csr advisor "
        "客服 坐席 座席 话务员 接线员 人工客服 在线客服 智能客服 机器人 商家 卖家 店家 店员 店长 专员 销售 "
        "顾问 经理 前台 服务员 小二 系统 "
        "話務員 接線員 線上客服 機器人 賣家 店員 店長 專員 銷售 業務 顧問 經理 前臺 櫃台 服務員 服務生 職員 系統"
    ),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
_NUMBER = re.compile(r"[\s_#:：\-]*(?:[0-9]+|[a-z])$")


def _role(said_by: object) -> str:
    """Read who speaks: a known name, also with a number or letter (客服2, user_1); a bare number is the customer.

    >>> [_role(name) for name in ("客服02", "User 1", "張小姐", 0)]
    ['agent', 'customer', 'other', 'customer']
    """
    name = str(said_by).strip().lower()
    if isinstance(said_by, int) or name.isdigit():
        return "customer"
    return _ROLES.get(name) or _ROLES.get(_NUMBER.sub("", name), "other")


def _join(turns: object) -> tuple[str, tuple[Turn, ...]]:
    """Join turns by line breaks; a turn is a string (customer) or a mapping with text and role or speaker.

    Where nobody is known to be the customer, speakers of unknown roles are: their voice would be lost otherwise.
    """
    if not isinstance(turns, (list, tuple)):
        raise InputError(f"'turns' must be a list, not {type(turns).__name__}")
    parts: list[str] = []
    spans: list[Turn] = []
    position = 0
    for turn in turns:
        if isinstance(turn, Mapping):
            text = _text(turn.get("text"))
            role = _role(turn.get("role", turn.get("speaker", "customer")))
        else:
            text, role = _text(turn), "customer"
        parts.append(text)
        spans.append(Turn(role, position, position + len(text)))
        position += len(text) + 1
    if not any(span.role == "customer" for span in spans):
        spans = [Turn("customer" if span.role == "other" else span.role, span.start, span.end) for span in spans]
    return "\n".join(parts), tuple(spans)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if _is_missing(value):
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    raise InputError(f"'text' must be a str, not {type(value).__name__}")


def _is_missing(value: object) -> bool:
    """Tell None, NaN, pandas.NA and NaT without importing numpy or pandas."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and math.isnan(value)


def _time(value: object) -> dt.datetime | None:
    if _is_missing(value) or value == "":
        return None
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    found = parse_time(value)
    if found is None:
        raise InputError(f"cannot read the time {value!r}; write it like 2026-11-22 or 2026-11-22T09:30:00")
    return found


def _meta(given: object) -> dict[str, Any]:
    if _is_missing(given):
        return {}
    if not isinstance(given, Mapping):
        raise InputError(f"'meta' must be a mapping of field names to values, not {type(given).__name__}")
    return _flat(given)


def _flat(meta: Mapping[Any, Any], prefix: str = "") -> dict[str, Any]:
    """Flatten nested mappings to dotted keys and make every value JSON-safe."""
    flat: dict[str, Any] = {}
    for key, value in meta.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{name}."))
        else:
            flat[name] = _plain(value)
    return flat


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if _is_missing(value):
        return None
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [_plain(item) for item in items]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "tolist"):  # a number or an array of numpy
        return _plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, (str, int)) else str(value)
