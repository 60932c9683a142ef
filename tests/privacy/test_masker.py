"""Masking: every marked line, nothing else, the same token for the same person, and back again with a key."""

from __future__ import annotations

import importlib.util
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.errors import InputError
from vocnlp.normalize.normalizer import Normalizer
from vocnlp.normalize.privacy import ENTITIES, Masker
from vocnlp.normalize.privacy.view import view_of
from vocnlp.segment.clauses import split
from vocnlp.types.utterance import Utterance


def _read_lines() -> list[Any]:
    """Load the reader beside this file; tests are no package."""
    spec = importlib.util.spec_from_file_location("privacy_lines", Path(__file__).with_name("lines.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.read_lines())


LINES = _read_lines()
MASKER = Masker()
KEY = b"a key of at least sixteen bytes"


def test_the_set_is_large_and_half_of_it_traps() -> None:
    traps = [line for line in LINES if not line.expected]
    assert len(LINES) >= 300
    assert 0.4 < len(traps) / len(LINES) < 0.6
    assert {entity for line in LINES for entity, _, _ in line.expected} == set(ENTITIES)


@pytest.mark.parametrize("line", LINES, ids=[line.text for line in LINES])
def test_line(line: Any) -> None:
    found = tuple((mask.entity, *mask.span) for mask in MASKER.mask(line.text).masks)
    assert found == line.expected


def test_same_number_same_token() -> None:
    masked = MASKER.mask("先打13800138000，再打138-0013-8000，最后打１３９１２３４５６７８")
    assert masked.text == "先打<手机:1>，再打<手机:1>，最后打<手机:2>"


def test_same_person_same_token() -> None:
    masked = MASKER.mask("联系人：张伟，张先生说李女士也在，李女士没来")
    assert masked.text == "联系人：<姓名:1>，<姓名:1>先生说<姓名:2>女士也在，<姓名:2>女士没来"


def test_two_people_of_one_surname_stay_two() -> None:
    assert MASKER.mask("王先生和王女士都投诉了").text == "<姓名:1>先生和<姓名:2>女士都投诉了"


def test_masking_a_masked_text_changes_nothing() -> None:
    masked = MASKER.mask("王先生，电话13800138000")
    assert MASKER.mask(masked.text).masks == ()


def test_tokens_in_the_text_keep_their_numbers() -> None:
    assert MASKER.mask("<手机:3>换成13800138000").text == "<手机:3>换成<手机:4>"


def test_only_chosen_entities() -> None:
    masked = Masker(entities=["mobile"]).mask("王先生13800138000，邮箱a1@example.com")
    assert masked.text == "王先生<手机:1>，邮箱a1@example.com"


def test_unknown_entity_is_an_error_with_a_hint() -> None:
    with pytest.raises(InputError, match="did you mean mobile"):
        Masker(entities=["mobil"])


@pytest.mark.parametrize("key", [b"short", "a text is no key at all"])
def test_weak_keys_are_refused(key: Any) -> None:
    with pytest.raises(InputError, match="16 bytes"):
        Masker(key)


def test_unmask_needs_the_key() -> None:
    pytest.importorskip("cryptography", reason="cryptography is not installed: pip install 'vocnlp[privacy]'")
    raw = "王先生电话138-0013-8000，也就是13800138000"
    masked = Masker(KEY).mask(raw)
    assert Masker(KEY).unmask(masked.text, masked.sealed) == raw
    assert Masker(KEY).unmask(f"转发：{masked.text}", masked.sealed) == f"转发：{raw}"
    with pytest.raises(InputError, match="without a key"):
        MASKER.unmask(masked.text, masked.sealed)
    with pytest.raises(InputError, match="does not fit"):
        Masker(KEY + b"!").unmask(masked.text, masked.sealed)
    with pytest.raises(InputError, match="changed"):
        Masker(KEY).unmask(masked.text, "A" + masked.sealed[1:-4] + "AAA=")


def test_sealing_is_deterministic_and_hides_the_data() -> None:
    pytest.importorskip("cryptography", reason="cryptography is not installed: pip install 'vocnlp[privacy]'")
    first, second = (Masker(KEY).mask("电话13800138000") for _ in range(2))
    assert first == second
    assert "13800138000" not in repr(first)


def test_without_a_key_nothing_leads_back() -> None:
    masked = MASKER.mask("电话13800138000")
    assert masked.sealed == ""
    assert "13800138000" not in repr(masked)


def test_pickles_and_hides_its_key() -> None:
    masker = Masker(KEY, ["mobile"])
    assert pickle.loads(pickle.dumps(masker)) == masker
    assert "sixteen" not in repr(masker)


def test_map_between_raw_and_masked() -> None:
    raw = "打13800138000没人接，再打13912345678"
    masked = MASKER.mask(raw)
    for word in ("没人接", "再打"):
        assert masked.to_masked(raw.index(word)) == masked.text.index(word)
        assert masked.to_raw(masked.text.index(word)) == raw.index(word)
    assert masked.to_raw(len(masked.text)) == len(raw)


def test_utterance_is_one_document() -> None:
    utterance = Utterance.of(
        {
            "turns": [{"role": "agent", "text": "请留电话"}, {"role": "customer", "text": "13800138000，刹车异响"}],
            "phone": "13800138000",
            "order_id": "13912345678",
            "nps": 3,
            "mobile": 13912345678,
        }
    )
    masked = MASKER.mask_utterance(utterance)
    assert masked.text == "请留电话\n<手机:1>，刹车异响"
    assert [masked.text[turn.start : turn.end] for turn in masked.turns] == ["请留电话", "<手机:1>，刹车异响"]
    assert dict(masked.meta) == {"phone": "<手机:1>", "order_id": "13912345678", "nps": 3, "mobile": "<手机:2>"}


def test_masked_text_normalizes_with_its_tokens_whole() -> None:
    masked = MASKER.mask("電話１３８００１３８０００！！！客服態度差，信箱a1@example.com").text
    text = Normalizer().normalize(masked)
    assert text.text == "电话<手机:1>！客服态度差，信箱<邮箱:1>"


def test_a_token_stands_inside_one_clause() -> None:
    text = Normalizer().normalize(MASKER.mask("我电话13800138000打不通，邮箱a1@example.com也没回").text)
    assert [text.text[c.start : c.end] for c in split(text).clauses] == ["我电话<手机:1>打不通", "邮箱<邮箱:1>也没回"]


def test_spoken_digits_are_one_number() -> None:
    assert view_of("幺三八零零幺三八零零零") == "13800138000"
    assert view_of("一二三四五") == "一二三四五"


ALPHABET = "王张先生女士电话手机：13800138000 -，。路号楼室A@qq.comvx京沪粤<>经理客服叫我地址"


@given(
    st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=60), st.sampled_from(LINES).map(lambda line: line.text))
)
def test_everything_outside_the_masks_is_kept(raw: str) -> None:
    masked = MASKER.mask(raw)
    assert len(view_of(raw)) == len(raw)
    done = length = 0
    for mask in masked.masks:
        assert done <= mask.span.start < mask.span.end <= len(raw)
        gap = raw[done : mask.span.start]
        assert masked.text[length : length + len(gap)] == gap
        assert masked.text[slice(*mask.target)] == mask.token
        assert mask.target.start == length + len(gap)
        done, length = mask.span.end, mask.target.end
    assert masked.text[length:] == raw[done:]


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("我叫高明，投诉两次了。高明签字的单子也在", "我叫<姓名:1>，投诉两次了。<姓名:1>签字的单子也在"),
        ("微信zhao_li_6，加zhao_li_6就行，zhao_li_66不是我", "微信<微信:1>，加<微信:1>就行，zhao_li_66不是我"),
        ("客服周洁很好，张先生也说好，张望了一下", "客服<姓名:1>很好，<姓名:2>先生也说好，张望了一下"),
        ("预算33万\n我先生不同意", "预算33万\n我先生不同意"),
    ],
)
def test_who_was_named_once_is_masked_everywhere(raw: str, masked: str) -> None:
    assert masked == MASKER.mask(raw).text


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=3))
def test_lines_do_not_disturb_each_other(lines: list[Any]) -> None:
    raw = "\n".join(line.text for line in lines)
    found = [(mask.entity, *mask.span) for mask in MASKER.mask(raw).masks]
    shift, expected = 0, []
    for line in lines:
        expected += [(entity, start + shift, end + shift) for entity, start, end in line.expected]
        shift += len(line.text) + 1
    assert found == expected
