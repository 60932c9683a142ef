"""Checks beyond the bad files: silencing at three levels, evidence, and the base left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from vocnlp.normalize import Normalizer
from vocnlp.taxonomy.checks.registry import check_taxonomy
from vocnlp.taxonomy.model import Taxonomy

Load = Callable[..., Taxonomy]

QUIET = "silence: [missing-example, missing-near-miss, missing-department]\n"


def codes(taxonomy: Taxonomy, **options: object) -> list[str]:
    return [problem.code for problem in check_taxonomy(taxonomy, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "yaml",
    [
        "silence: [embedded-term, missing-example, missing-near-miss, missing-department]\n"
        "points: {a: {name: 甲, terms: [充]}}",
        QUIET + "points: {a: {name: 甲, terms: [充], silence: [embedded-term]}}",
        QUIET + "points: {a: {name: 甲, terms: [{match: 充, silence: embedded-term}]}}",
    ],
)
def test_a_check_is_silenced_where_the_file_says_so(load: Load, yaml: str) -> None:
    assert [] == codes(load(yaml))


def test_a_corpus_gives_evidence(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [充]}}")
    (problem,) = check_taxonomy(taxonomy, corpus=["人生充满希望", "电池充满了", "充实"])
    assert "充满(2)" in problem.message.zh


def test_unless_answers_an_embedded_term(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [充], unless: [充满]}}")
    assert [] == check_taxonomy(taxonomy, corpus=["人生充满希望", "电池充满了"])


def test_a_simplified_term_that_taiwan_spells_as_another_word(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [冷气不冷]}}")
    (problem,) = check_taxonomy(taxonomy)
    assert ("script-trap", "warning") == (problem.code, problem.level)
    assert "冷氣不冷" in problem.hint.zh
    mended = load(QUIET + "points: {a: {name: 甲, terms: [冷气不冷, 冷氣不冷]}}")
    assert [] == check_taxonomy(mended)


def test_a_traditional_term_that_stands_for_another_word(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [冷氣不冷]}}")
    (problem,) = check_taxonomy(taxonomy)
    assert ("script-trap", "info") == (problem.code, problem.level)


def test_the_base_is_not_checked_again(load: Load) -> None:
    base = load("taxonomy: b\npoints: {a: {name: 甲}}")
    assert ["empty-point", "missing-department"] == codes(base)
    assert [] == codes(load("taxonomy: o", base))


def test_an_overlay_that_repeats_its_base(load: Load) -> None:
    base = load("taxonomy: b\npoints: {a: {name: 甲, weight: 2, terms: [发动机]}}")
    overlay = load(QUIET + "points: {a: {weight: 2, terms: [发动机]}}", base)
    problems = check_taxonomy(overlay)
    assert ["overlay-no-effect", "overlay-no-effect"] == [problem.code for problem in problems]


def test_scripts_are_compared_in_normal_form(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [座椅异响, 座椅異響]}}")
    assert ["duplicate-term"] == codes(taxonomy)


class Hasty(Normalizer):
    """Takes one repeat away at a time."""

    def pattern(self, literal: str, *, script: str = "") -> str:
        return literal.replace("好好", "好", 1)

    def patterns(self, literals: Iterable[str], *, script: str = "") -> list[str]:
        return [self.pattern(literal) for literal in literals]


def test_an_unstable_normal_form_never_hits(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [好好好吃]}}")
    assert ["script-trap"] == codes(taxonomy, normalizer=Hasty())


def test_a_department_is_compared_only_when_known(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [发动机], department: qualty}}")
    assert [] == codes(taxonomy)
    (problem,) = check_taxonomy(taxonomy, departments=frozenset({"quality"}))
    assert "did you mean quality?" == problem.hint.en


def test_terms_with_conditions_may_be_shared(load: Load) -> None:
    taxonomy = load(QUIET + "points: {a: {name: 甲, terms: [热线]}, b: {name: 乙, terms: [{match: 热线, with: 客服}]}}")
    assert [] == codes(taxonomy)
