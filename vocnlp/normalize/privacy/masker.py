"""Turn a raw text into the same text without personal data, with a map between the two.

Everything outside the masks stays as it was, character by character. The same number or person gets the same
token inside one document; nothing in a result leads back to the data, except for who holds the caller's key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from vocnlp.errors import InputError, did_you_mean
from vocnlp.normalize.privacy.catalogue import ENTITIES
from vocnlp.normalize.privacy.search import search
from vocnlp.normalize.privacy.words import read_words
from vocnlp.types.text import Span
from vocnlp.types.utterance import Turn, Utterance

__all__ = ["Mask", "Masked", "Masker"]

_BUSINESS_FIELD = re.compile(
    r"订单|單號|单号|编号|order|ticket|tracking|waybill|invoice|case|sku|(?:^|[._])id$", re.IGNORECASE
)
_NOTHING = " -—/\\.。0无無空"
_CODE = re.compile(r"[\w\-#/ ]{1,40}", re.ASCII)
_TOKEN = re.compile(r"<([^<>:\s]{1,6}):([0-9]{1,6})>")


class Mask(NamedTuple):
    """One masked place: ``span`` of the raw text became ``token`` at ``target`` of the masked text."""

    entity: str
    span: Span
    target: Span
    token: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data. ``sealed`` holds what was masked, encrypted with the caller's key, else ""."""

    text: str
    masks: tuple[Mask, ...] = ()
    sealed: str = ""

    def to_raw(self, position: int) -> int:
        """Map a position of the masked text to the raw text; inside a token it is the start of what was masked."""
        shift = 0
        for mask in self.masks:
            if position < mask.target.start:
                break
            if position < mask.target.end:
                return mask.span.start
            shift = mask.span.end - mask.target.end
        return position + shift

    def to_masked(self, position: int) -> int:
        """Map a position of the raw text to the masked text; inside masked data it is the start of the token."""
        shift = 0
        for mask in self.masks:
            if position < mask.span.start:
                break
            if position < mask.span.end:
                return mask.target.start
            shift = mask.target.end - mask.span.end
        return position + shift


@dataclass(frozen=True)
class Masker:
    """Masks personal data; frozen, picklable, safe between threads.

    Args:
        key: at least 16 secret bytes of the caller; with it ``unmask`` can bring the data back.
        entities: names of ``ENTITIES`` to mask; all of them by default.

    >>> Masker().mask("我姓王，电话13800138000，订单号202611220001").text
    '我姓<姓名:1>，电话<手机:1>，订单号202611220001'
    >>> Masker().mask("王先生说打他13800138000，再打138-0013-8000").text
    '<姓名:1>先生说打他<手机:1>，再打<手机:1>'
    """

    key: bytes | None = field(default=None, repr=False)
    entities: tuple[str, ...] = tuple(ENTITIES)

    def __init__(self, key: bytes | None = None, entities: Iterable[str] | None = None) -> None:
        chosen = tuple(ENTITIES) if entities is None else tuple(entities)
        for name in chosen:
            if name not in ENTITIES:
                raise InputError(
                    f"no entity {name!r}; {did_you_mean(name, ENTITIES).en or 'one of ' + ', '.join(ENTITIES)}"
                )
        if key is not None and (not isinstance(key, bytes) or len(key) < 16):
            raise InputError("the key must be at least 16 bytes, for instance secrets.token_bytes(32)")
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "entities", tuple(name for name in ENTITIES if name in chosen))

    def mask(self, raw: str) -> Masked:
        """Return ``raw`` without personal data."""
        return _Document(self, raw).mask(raw, self.key)

    def unmask(self, text: str, sealed: str) -> str:
        """Put back what was masked in ``text``, also when the text around the tokens was changed.

        Raises:
            InputError: there is no key, it is another one, or ``sealed`` was changed.
        """
        if self.key is None:
            raise InputError("a masker without a key cannot bring anything back")
        from vocnlp.normalize.privacy.vault import open_sealed

        values = open_sealed(self.key, sealed)
        seen: dict[str, int] = {}

        def original(match: re.Match[str]) -> str:
            forms = values.get(match.group())
            if not forms:
                return match.group()
            index = seen[match.group()] = seen.get(match.group(), -1) + 1
            return forms[min(index, len(forms) - 1)]

        return _TOKEN.sub(original, text)

    def mask_utterance(self, utterance: Utterance) -> Utterance:
        """Return the utterance with its text, turns, id, channel and ``meta`` values masked as one document."""
        document = _Document(self, utterance.text)
        masked = document.mask(utterance.text, None)
        turns = tuple(
            Turn(turn.role, masked.to_masked(turn.start), masked.to_masked(turn.end)) for turn in utterance.turns
        )
        meta = {name: document.mask_field(name, value) for name, value in utterance.meta.items()}
        id, channel = (document.mask(value, None).text for value in (utterance.id, utterance.channel))
        return replace(utterance, text=masked.text, turns=turns, meta=meta, id=id, channel=channel)


class _Document:
    """The numbers given to the data of one document."""

    def __init__(self, masker: Masker, raw: str) -> None:
        self.masker = masker
        self.numbers: dict[tuple[str, str], int] = {}
        self.last: dict[str, int] = {}
        for label, number in (
            _TOKEN.findall(raw) if "<" in raw else ()
        ):  # tokens that are there already keep their numbers
            self.last[label] = max(self.last.get(label, 0), int(number))

    def mask(self, raw: str, key: bytes | None) -> Masked:
        found = search(raw, self.masker.entities, read_words())
        if not found:
            return Masked(raw)
        pieces: list[str] = []
        masks: list[Mask] = []
        values: dict[str, list[str]] = {}
        done = length = 0
        for entity, start, end, value in found:
            token = self.token(entity, value)
            pieces += (raw[done:start], token)
            length += start - done
            masks.append(Mask(entity, Span(start, end), Span(length, length + len(token)), token))
            values.setdefault(token, []).append(raw[start:end])
            length += len(token)
            done = end
        pieces.append(raw[done:])
        sealed = ""
        if key is not None:
            from vocnlp.normalize.privacy.vault import seal

            sealed = seal(key, values)
        return Masked("".join(pieces), tuple(masks), sealed)

    def token(self, entity: str, value: str) -> str:
        label = ENTITIES[entity].label
        number = self.numbers.get((entity, value))
        if number is None:
            number = self.last[label] = self.last.get(label, 0) + 1
            self.numbers[entity, value] = number
        return f"<{label}:{number}>"

    def mask_whole(self, entity: str, value: str) -> str:
        """Return one token for a value, or its mask where it is nothing but one piece of personal data."""
        masked = self.mask(value, None)
        return masked.text if _TOKEN.fullmatch(masked.text) else self.token(entity, value.strip())

    def mask_field(self, name: str, value: Any) -> Any:
        """Mask a value; a field that is personal by its name is masked whole, a business id is kept."""
        entity = read_words().entity_of(name)
        if entity in self.masker.entities and isinstance(value, (str, int)) and not isinstance(value, bool):
            return self.mask_whole(entity, str(value)) if str(value).strip(_NOTHING) else value
        if isinstance(value, bool) or (_BUSINESS_FIELD.search(name) and _is_code(value)):
            return value
        if isinstance(value, str):
            return self.mask(value, None).text
        if isinstance(value, int) and value > 10**9:
            masked = self.mask(str(value), None)
            return masked.text if masked.masks else value
        if isinstance(value, (list, tuple)):
            return [self.mask_field(name, item) for item in value]
        if isinstance(value, Mapping):
            return {key: self.mask_field(f"{name}.{key}", item) for key, item in value.items()}
        return value


def _is_code(value: Any) -> bool:
    """Tell an id from prose: only ASCII letters, digits and signs."""
    return not isinstance(value, str) or _CODE.fullmatch(value) is not None
