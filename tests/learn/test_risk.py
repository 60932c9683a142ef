"""The risk of churn, on customers whose true risk is known."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from vocnlp.errors import InputError
from vocnlp.learn.risk import RiskModel, fit_risk, risk_facts
from vocnlp.types.analysis import Analysis, Opinion, Signal
from vocnlp.types.text import Span


def customer(luck: random.Random) -> tuple[Analysis, int, float]:
    """Make a voice, earlier contacts and the true probability: effort and tenure matter, severity a little."""
    bad, effort, tenure = luck.randrange(4), luck.choice([0, 0, 2, 5]), luck.uniform(0, 10)
    tier, severity, again = luck.choice(["vip", "plain"]), luck.randrange(6), luck.choice([0, 0, 0, 1, 3])
    opinions = tuple(Opinion("service", "negative", -0.6, Span(0, 1), "x") for _ in range(bad))
    signals = (Signal("effort", float(effort), Span(0, 1), "x", "", "次"),) if effort else ()
    meta = {"tenure": tenure, "tier": tier, "noise": luck.random()}
    odds = -1.5 + 0.6 * effort - 0.3 * tenure + 0.2 * severity + 0.5 * again + (0.8 if tier == "plain" else 0.0)
    said = Analysis("x", opinions, intent="complaint", severity=severity, signals=signals, meta=meta)
    return said, again, 1 / (1 + math.exp(-odds))


def crowd(count: int, seed: int) -> tuple[list[Analysis], list[int], list[float], list[bool]]:
    luck = random.Random(seed)
    made = [customer(luck) for _ in range(count)]
    return (*map(list, zip(*made, strict=True)), [luck.random() < chance for _, _, chance in made])  # type: ignore[return-value]


FIELDS = ("tenure", "tier", "noise")


@pytest.fixture(scope="module")
def model() -> RiskModel:
    analyses, again, _, outcomes = crowd(1500, 1)
    return fit_risk(analyses, outcomes, recontacts=again, fields=FIELDS)


def test_probabilities_are_near_the_truth(model: RiskModel) -> None:
    analyses, again, truth, _ = crowd(400, 2)
    found = [model.score(one, recontacts=n).probability for one, n in zip(analyses, again, strict=True)]
    assert sum(abs(a - b) for a, b in zip(found, truth, strict=True)) / len(truth) < 0.05
    assert abs(sum(found) - sum(truth)) / len(truth) < 0.03


def test_the_model_beats_its_baseline(model: RiskModel) -> None:
    assert model.figures["auc"] > model.figures["auc_baseline"] + 0.1
    assert model.figures["brier"] < model.figures["brier_baseline"]


def test_reasons_name_what_matters(model: RiskModel) -> None:
    signals = (Signal("effort", 5.0, Span(0, 1), "x", "", "次"),)
    said = Analysis("x", intent="complaint", severity=3, signals=signals, meta={"tenure": 9.5, "tier": "plain"})
    risk = model.score(said)
    assert {push.feature for push in risk.pushes[:2]} == {"signal.effort", "meta.tenure"}
    assert risk.pushes[0].amount > 0 > next(p for p in risk.pushes if p.feature == "meta.tenure").amount
    assert "信号 effort = 5：风险几率升到平均的" in risk.pushes[0].words
    assert abs(model.weights["meta.noise"]) < 0.2


def test_saved_without_pickle(model: RiskModel, tmp_path: Path) -> None:
    file = tmp_path / "risk.json"
    model.save(file)
    again = RiskModel.load(file)
    said = crowd(1, 3)[0][0]
    assert again.score(said) == model.score(said)
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError):
        RiskModel.load(file)


def test_missing_numbers_count_as_the_mean(model: RiskModel) -> None:
    said = Analysis("x", severity=2)
    pushes = {push.feature: push.amount for push in model.score(said, most=50).pushes}
    assert "meta.tenure" not in pushes


def test_facts_keep_numbers_and_categories() -> None:
    said = Analysis("x", intent="request", meta={"nps": 3, "tier": "vip", "gone": None, "bad": float("nan")})
    assert risk_facts(said, recontacts=2, fields=("nps", "tier", "gone", "bad")) == {
        "severity": 0.0, "recontact": 2.0, "intent=request": 1.0, "meta.nps": 3.0, "meta.tier=vip": 1.0,
    }  # fmt: skip


def test_too_few_customers_are_refused() -> None:
    with pytest.raises(InputError, match="at least 10"):
        fit_risk([Analysis("x")] * 12, [True] * 3 + [False] * 9)
