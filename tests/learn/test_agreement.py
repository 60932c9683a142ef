"""Agreement against worked examples of the literature, calibration, comparison, what to label next."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import vocnlp
from tests.learn.voices import LABELS, rows
from vocnlp.cli.app import build
from vocnlp.learn.agreement import agreement, alpha, kappa, masi
from vocnlp.learn.calibrate import fit_curve
from vocnlp.learn.compare import compare, mcnemar
from vocnlp.learn.label_plan import plan_labels
from vocnlp.learn.labels import read_gold
from vocnlp.learn.train import examples_of
from vocnlp.learn.weak import bootstrap, rule_table
from vocnlp.taxonomy.weights import importance


def test_alpha_of_krippendorffs_example() -> None:
    """The reliability data of Krippendorff (2011), four observers, twelve units, nominal: 0.743."""
    coders = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    units = [
        [value for value in column if value != "."] for column in zip(*(row.split() for row in coders), strict=True)
    ]
    assert 0.743 == pytest.approx(alpha(units), abs=0.001)
    numbers = [[int(value) for value in unit] for unit in units]
    interval = alpha(numbers, lambda a, b: float((a - b) ** 2))  # type: ignore[operator]
    assert 0.849 == pytest.approx(interval, abs=0.001), "the same data with squared differences, from the same paper"


def test_kappa_of_a_table_worked_by_hand() -> None:
    """Both yes 20, only the first 5, only the second 10, both no 15: 0.7 seen, 0.5 by chance, kappa 0.4."""
    first, second = "y" * 25 + "n" * 25, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    assert 0.4 == pytest.approx(kappa(first, second))


def test_alpha_with_masi_by_hand() -> None:
    """Two units of two coders: {a} and {a, b} are 1 - 1/2 * 2/3 apart, the rest is equal or disjoint."""
    units = [[frozenset("a"), frozenset("ab")], [frozenset("c"), frozenset("c")]]
    observed = 2 * (2 / 3)
    expected = 2 * (1 * 1 * 2 / 3 + 1 * 2 * 1 + 1 * 2 * 1)
    assert 1 - 3 * observed / expected == pytest.approx(alpha(units, masi))  # type: ignore[arg-type]


def test_kappa_of_chance_is_zero() -> None:
    assert 0.0 == pytest.approx(kappa("aabb", "abab"))
    assert math.isnan(kappa("aaa", "aaa"))
    assert math.isnan(kappa("", ""))


def test_masi_of_passonneaus_cases() -> None:
    assert [0.0, 2 / 3, 1 - 1 / 9, 1.0] == pytest.approx(
        [
            masi(frozenset("ab"), frozenset("ab")),
            masi(frozenset("ab"), frozenset("a")),
            masi(frozenset("ab"), frozenset("bc")),
            masi(frozenset("ab"), frozenset("cd")),
        ]
    )


def test_agreement_point_by_point() -> None:
    first = {str(n): {"服务": "negative"} if n % 2 else {"价格": "positive"} for n in range(10)}
    second = {**first, "1": {"服务": "positive"}}
    found = agreement([first, second, {"99": {"服务": "neutral"}}])
    assert 10 == found.utterances
    assert 1.0 == found.sets == found.points["服务"].alpha
    assert math.isnan(found.points["服务"].kappa), "three coders"
    both = agreement([first, {**second, "1": {"价格": "positive"}}])
    assert 0.8 == pytest.approx(both.points["服务"].kappa)
    assert 0.5 < found.polarity < 1.0


def test_agree_command(tmp_path: Path) -> None:
    for name, polarity in (("a", "positive"), ("b", "negative")):
        line = '{"id": "%d", "text": "x", "aspects": [{"category": "%s", "polarity": "%s"}]}'
        lines = [line % (n, "服务" if n % 2 else "价格", polarity) for n in range(6)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    files = [str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl")]
    told = CliRunner().invoke(build(only="agree"), ["agree", *files])
    assert 0 == told.exit_code
    assert "共同标注 6 条" in told.output
    assert "服务  alpha 1.000，kappa 1.000" in told.output
    figures = json.loads(CliRunner().invoke(build(only="agree"), ["agree", *files, "-f", "json"]).stdout)
    assert {"alpha": 1.0, "kappa": 1.0, "utterances": 3} == figures["points"]["服务"]
    assert 2 == CliRunner().invoke(build(only="agree"), ["agree", files[0]]).exit_code


@pytest.mark.parametrize("size", [40, 6000])
def test_curves_mean_what_they_say(size: int) -> None:
    rng = np.random.default_rng(0)
    margins = rng.normal(size=size)
    right = rng.random(size) < 1 / (1 + np.exp(-2 * margins))
    curve = fit_curve(margins, right)
    assert bool(curve.knots) == (size > 2000)
    assert abs(np.mean([curve(m) for m in margins]) - right.mean()) < 0.05
    assert curve(-3.0) < curve(3.0)


@pytest.mark.parametrize("right", [True, False])
def test_a_curve_from_one_kind_is_never_certain(right: bool) -> None:
    assert 0.0 < fit_curve([0.1, 0.2, 0.3], [right] * 3)(0.2) < 1.0


def test_compare_finds_what_is_there_and_nothing_else() -> None:
    gold = frozenset({("服务", "positive")})
    good, bad = (gold, gold), (gold, frozenset())
    better = compare([bad] * 30 + [good] * 30, [good] * 55 + [bad] * 5)
    assert better.significant and better.difference > 0 and 1.0 > better.p_value
    assert not compare([good, bad] * 20, [bad, good] * 20).significant
    assert 1.0 == mcnemar(0, 0)


def test_label_plan_is_deterministic_and_diverse(base: vocnlp.Pipeline) -> None:
    texts = ["客服态度很好"] * 5 + [
        "这个说不清到底算什么情况",
        "这个说不清到底算什么情形",
        "包装盒子边角压出了一道印子",
    ]
    chosen = plan_labels(base, texts, 2)
    assert chosen == plan_labels(base, texts, 2)
    assert 2 == len({c.text[:3] for c in chosen})
    assert [] == plan_labels(base, [], 5)


def test_a_rarely_judged_heavy_point_moves_the_index_most(base: vocnlp.Pipeline) -> None:
    texts = [f"客服态度很好，第{n}次了" for n in range(8)] + ["价格太贵"]
    planned = {one.text: one for one in plan_labels(base, texts, len(texts))}
    weights = importance(base.pack.taxonomy)
    for text, count in (("客服态度很好，第3次了", 8), ("价格太贵", 1)):
        opinions = base.read_rules(text).opinions
        expected = sum(100 * weights[o.point] * (1 - o.confidence) / (count + 5) for o in opinions)
        assert expected == pytest.approx(planned[text].effect, abs=1e-4) and expected > 0
    assert len(texts) == len(planned)


def test_rules_as_labelling_functions(base: vocnlp.Pipeline) -> None:
    examples = examples_of(base, read_gold(rows(), LABELS))
    table = rule_table(examples, LABELS)
    assert table
    assert all(0 <= row.conflict <= row.overlap <= row.coverage <= 1 and 0 <= row.accuracy <= 1 for row in table)
    found = bootstrap(base, [row["text"] for row in rows()[::2]], examples[1::2], LABELS)
    for one in found:
        assert 0 <= one.first <= 1 and 0 <= one.second <= 1 and one.low <= one.difference <= one.high
    assert found.categories.first == found.adding.first == found.alone.first >= found.pairs.first


def test_a_model_taught_by_rules_reads_words_that_stand_beside_them(base: vocnlp.Pipeline) -> None:
    """The new word only ever stands beside what the rules know; alone it must be found."""
    said = [f"{before}客服态度很差，太磨叽了{n}" for before in ("", "唉，", "真的，") for n in range(6)]
    other = [f"{before}价格实惠，买了{n}袋" for before in ("", "嗯，", "今天") for n in range(6)]
    gold = [{"text": f"磨叽，太磨叽了{n}", "aspects": [{"category": "服务", "polarity": "negative"}]} for n in range(4)]
    examples = examples_of(base, read_gold(gold, LABELS))
    assert not any(o.point.startswith("service") for e in examples for o in e.reading.opinions)
    found = bootstrap(base, said + other, examples, LABELS)
    assert (0.0, 1.0) == (found.categories.first, found.categories.second)
