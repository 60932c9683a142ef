"""Overlays: only differences are written, and every override is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vocnlp.errors import PackError
from vocnlp.taxonomy.model import Taxonomy

Load = Callable[..., Taxonomy]

BASE = """
taxonomy: base
lists: {人: [客服]}
points:
  service:
    name: 服务
    department: care
    terms: [服务, 接待]
    negative: [$人..不理]
    polarity: {negative: [慢]}
    examples: {positive: [服务好]}
    children:
      hotline: {name: 热线, terms: [热线]}
      fax: {name: 传真, terms: [传真], children: {paper: {name: 纸}}}
"""


def test_an_overlay_adds_changes_and_removes(load: Load) -> None:
    base = load(BASE)
    taxonomy = load(
        """
taxonomy: shop
extends: base
lists: {人: [导购]}
points:
  service:
    department: shop
    weight: 2
    terms: [导购服务, {match: 接待, remove: true}]
    polarity: {positive: [细]}
    children:
      fax: {remove: true}
      chat: {name: 在线}
  service.hotline: {terms: [电话]}
  product: {name: 产品}
""",
        base,
    )
    assert list(taxonomy.points) == ["service", "service.hotline", "service.chat", "product"]
    service = taxonomy.points["service"]
    assert [entry.source for entry in service.terms] == ["服务", "导购服务"]
    assert taxonomy.points["service.hotline"].department == "shop"
    assert {word: sign for word, (sign, _) in service.polarity.items()} == {"慢": -1.0, "细": 1.0}
    assert [entry.source for entry in taxonomy.points["service.hotline"].terms] == ["热线", "电话"]
    assert [member.source for member in taxonomy.lists["人"]] == ["客服", "导购"]
    assert {
        ("service", "department", "care", "shop"),
        ("service", "weight", "1.0", "2.0"),
        ("service", "terms", "接待", ""),
        ("service", "terms", "", "导购服务"),
        ("service", "polarity", "慢", "慢 细"),
        ("service.fax", "point", "service.fax", ""),
        ("service.fax.paper", "point", "service.fax.paper", ""),
        ("service.chat", "point", "", "service.chat"),
        ("service.hotline", "terms", "", "电话"),
        ("product", "point", "", "product"),
    } == {override[:4] for override in taxonomy.overrides}


def test_the_base_stays_as_it_was(load: Load) -> None:
    base = load(BASE)
    before = repr(base)
    load("taxonomy: x\npoints: {service: {terms: [x], polarity: {negative: [y]}}}", base)
    assert before == repr(base)


def test_an_overlay_of_nothing_is_the_base(load: Load) -> None:
    base = load(BASE)
    assert base.points == load("taxonomy: x\nextends: base", base).points


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("extends: other", "wrong-base"),
        ("points: {service.fox: {remove: true}}", "unknown-point"),
        ("points: {servce.fax: {name: x}}", "unknown-point"),
        ("points: {service: {terms: [{match: 接带, remove: true}]}}", "unknown-entry"),
    ],
)
def test_an_overlay_must_fit_its_base(load: Load, yaml: str, code: str) -> None:
    base = load(BASE)
    with pytest.raises(PackError) as caught:
        load(yaml, base)
    assert [code] == [problem.code for problem in caught.value.problems]


def test_extends_without_a_base(load: Load) -> None:
    with pytest.raises(PackError) as caught:
        load("extends: base")
    assert [problem.code for problem in caught.value.problems] == ["missing-base"]


def test_an_overlay_takes_a_term_from_its_base(load: Load) -> None:
    base = load(BASE)
    taxonomy = load("points: {desk: {name: 前台, terms: [接待]}}", base)
    assert 0 == taxonomy.points["service"].terms[1].layer
    assert 1 == taxonomy.points["desk"].terms[0].layer
    assert 1 == taxonomy.layer


def test_an_entry_with_the_same_match_replaces_the_one_of_the_base(load: Load) -> None:
    base = load(BASE)
    taxonomy = load(
        "points: {service: {negative: [{match: $人..不理, strength: 0.3}], terms: [{match: 服务, unless: [服务区]}]}}",
        base,
    )
    (angry,) = taxonomy.points["service"].negative
    assert (0.3, 1) == (angry.weight, angry.layer)
    assert ["服务", "接待"] == [entry.source for entry in taxonomy.points["service"].terms]
    assert {
        ("negative", "$人..不理", "$人..不理 {strength: 0.3}"),
        ("terms", "服务", "服务 {unless: 服务区}"),
    } == {(one.field, one.before, one.after) for one in taxonomy.overrides}
