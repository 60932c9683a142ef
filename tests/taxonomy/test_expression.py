"""Expressions: what parses, what tree and chains come out, and where an error points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocnlp.errors import Location
from vocnlp.taxonomy.chains import Chain, expand, literals
from vocnlp.taxonomy.expression import Choice, ExpressionError, ListName, Literal, Near, Phrase, Row, Slot, parse


def phrase(source: str) -> Phrase:
    return Phrase(source, parse(source), Location("t.yaml", 1, 1))


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("打不通", Literal("打不通")),
        (" 打不通 ", Literal("打不通")),
        ("iphone 15", Literal("iphone 15")),
        ("1.5t", Literal("1.5t")),
        ("(一直|总是)占线", Row((Choice((Literal("一直"), Literal("总是"))), Literal("占线")))),
        ("充(不|)进", Row((Literal("充"), Choice((Literal("不"), Row(()))), Literal("进")))),
        ("客服..态度", Near(Literal("客服"), Literal("态度"), 6, True)),
        ("客服 .. 态度", Near(Literal("客服"), Literal("态度"), 6, True)),
        ("客服..3..态度", Near(Literal("客服"), Literal("态度"), 3, True)),
        ("客服~态度", Near(Literal("客服"), Literal("态度"), 6, False)),
        ("客服~8~态度", Near(Literal("客服"), Literal("态度"), 8, False)),
        ("a..b~c", Near(Near(Literal("a"), Literal("b"), 6, True), Literal("c"), 6, False)),
        ("$客服人员..电话", Near(ListName("客服人员"), Literal("电话"), 6, True)),
        ("($客服人员)电话", Row((ListName("客服人员"), Literal("电话")))),
        (r"a\|b", Literal("a|b")),
        (r"\$100", Literal("$100")),
    ],
)
def test_trees(source: str, tree: object) -> None:
    assert tree == parse(source)


@pytest.mark.parametrize(
    ("half", "full"),
    [
        ("(一直|总是)占线", "（一直｜总是）占线"),
        ("客服..态度", "客服…态度"),
        ("客服..态度", "客服……态度"),
        ("客服..态度", "客服。。态度"),
        ("客服..3..态度", "客服…3…态度"),
        ("客服~态度", "客服～态度"),
        ("客服~8~态度", "客服～8～态度"),
        ("$客服", "＄客服"),
        ("等..<时长>=10分钟>", "等……＜时长≥10分钟＞"),
        ("<金额<=800块>", "〈金额≤800块〉"),
    ],
)
def test_full_width_twins(half: str, full: str) -> None:
    assert parse(half) == parse(full)


def test_slot_bounds_are_read_in_the_base_unit() -> None:
    tree = parse("<时长>=2天>")
    assert isinstance(tree, Slot)
    assert tree.bound is not None
    assert tree.bound[:2] == (">=", 2880.0)
    assert parse("<时长>2小时>").bound[:2] == (">", 120.0)  # type: ignore[union-attr,index]
    assert parse("<时长>").bound is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("source", "column", "word"),
    [
        ("", 0, "empty"),
        ("(a|b", 0, "never closed"),
        ("ab)", 2, "never opened"),
        ("a|b", 1, "inside a group"),
        ("a..", 1, "both sides"),
        ("..a", 0, "both sides"),
        ("a..99..b", 1, "at most"),
        ("客服$", 2, "list name"),
        ("等<时常>", 2, "no slot 时常"),
        ("等<时长>=很久>", 6, "cannot read"),
        ("等<时长", 1, "not a slot"),
        ("(a|)", 0, "nothing at all"),
        ("a>b", 1, "does not fit"),
        ("a\\", 1, "backslash"),
        ("((((((((((a))))))))))", 8, "nested"),
    ],
)
def test_errors_point_at_the_column(source: str, column: int, word: str) -> None:
    with pytest.raises(ExpressionError, match=word) as caught:
        parse(source)
    assert column == caught.value.column


@given(st.text(alphabet="客服态度a1()|~.$<>=…\\ 时长天", max_size=24))
def test_any_text_parses_or_says_why(source: str) -> None:
    try:
        parse(source)
    except ExpressionError as error:
        assert 0 <= error.column <= len(source)
        assert error.zh and error.en


def test_choices_of_literals_become_one_piece() -> None:
    (chain,) = expand(parse("充(不|)进"), {})
    assert Chain((frozenset({"充不进", "充进"}),)) == chain


def test_nested_gaps_become_flat_chains() -> None:
    assert set(expand(parse("(a..b|c)..d"), {})) == {
        Chain((frozenset("a"), frozenset("b"), frozenset("d")), (6, 6)),
        Chain((frozenset("c"), frozenset("d")), (6,)),
    }
    assert expand(parse("a..(b..c)"), {}) == expand(parse("a..b..c"), {})


def test_unordered_is_both_orders() -> None:
    assert expand(parse("a~3~b"), {}) == (
        Chain((frozenset("a"), frozenset("b")), (3,)),
        Chain((frozenset("b"), frozenset("a")), (3,)),
    )


def test_lists_include_lists() -> None:
    lists = {"人": (phrase("店员"), phrase("$客服")), "客服": (phrase("坐席"), phrase("话务(员|)"))}
    assert {"店员", "坐席", "话务员", "话务"} == literals(parse("$人"), lists)


def test_large_lists_that_touch_stay_separate_pieces() -> None:
    lists = {"甲": tuple(phrase(f"x{n}y") for n in range(40))}
    (chain,) = expand(parse("$甲($甲)"), lists)
    assert [len(piece) for piece in chain.pieces] == [40, 40]  # type: ignore[arg-type]
    assert chain.gaps == (None,)


@pytest.mark.parametrize(
    ("source", "code"),
    [("$没有", "unknown-list"), ("$甲", "list-cycle"), ("~".join("abcdefghi"), "expression-too-wide")],
)
def test_expand_errors(source: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        expand(parse(source), {"甲": (phrase("$乙"),), "乙": (phrase("$甲"),)})
    assert code == caught.value.code
