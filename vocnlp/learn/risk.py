"""Turn analyses with what became of the customers into a calibrated risk of churn or complaint, explained in words.

Features: counts and sums of opinion scores by polarity, severity, the strongest signal of each kind, intent, earlier
contacts, and the caller's own numbers and categories. A logistic regression weighs them, a curve fitted on left-out
customers calibrates it, and the documented baseline (rate by severity) stands beside it. Saved as JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from vocnlp.errors import InputError
from vocnlp.learn.calibrate import fit_curve
from vocnlp.linear.curve import Curve
from vocnlp.types.analysis import Analysis

__all__ = ["Push", "Risk", "RiskModel", "fit_risk", "risk_facts"]

_VERSION = 1
_FOLDS = 5
_NAMES = {
    "opinions.negative": "负面观点数", "opinions.positive": "正面观点数", "score.negative": "负面观点得分之和",
    "score.positive": "正面观点得分之和", "severity": "严重度", "recontact": "再次来访次数",
}  # fmt: skip


class Push(NamedTuple):
    """What one feature adds to the log odds, against an average customer; ``words`` says it for people."""

    feature: str
    value: float
    amount: float
    words: str


class Risk(NamedTuple):
    """The calibrated probability, that of the baseline, and the strongest features first."""

    probability: float
    baseline: float
    pushes: tuple[Push, ...]


def risk_facts(analysis: Analysis, *, recontacts: int = 0, fields: Iterable[str] = ()) -> dict[str, float]:
    """Return the features of one voice by name.

    Args:
        analysis: what was understood.
        recontacts: how often the customer came before, for example ``store.count("customer", 30, ...)``.
        fields: the ``meta`` fields to use; numbers count as they are, other values as categories.
    """
    facts = {"severity": float(analysis.severity), "recontact": float(recontacts), f"intent={analysis.intent}": 1.0}
    for opinion in analysis.opinions:
        if opinion.polarity != "neutral":
            for name, amount in (("opinions", 1.0), ("score", abs(opinion.score))):
                key = f"{name}.{opinion.polarity}"
                facts[key] = facts.get(key, 0.0) + amount
    for signal in analysis.signals:
        key = f"signal.{signal.kind}"
        facts[key] = max(facts.get(key, 0.0), abs(signal.value))
    for field in fields:
        value = analysis.meta.get(field)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if math.isfinite(value):
                facts[f"meta.{field}"] = float(value)
        elif value is not None and value != "":
            facts[f"meta.{field}={value}"] = 1.0
    return facts


@dataclass(frozen=True)
class RiskModel:
    """A fitted risk score.

    ``weights`` are those of standardized features, ``means`` and ``scales`` what they were standardized with (a
    number that is missing counts as the mean). ``rates`` is the baseline: the share of bad outcomes by severity.
    ``figures`` were measured on left-out customers.
    """

    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    bias: float
    curve: Curve
    rates: tuple[float, ...]
    fields: tuple[str, ...]
    figures: Mapping[str, float]

    def score(self, analysis: Analysis, *, recontacts: int = 0, most: int = 5) -> Risk:
        """Return the risk of one voice, with its ``most`` strongest reasons."""
        facts = risk_facts(analysis, recontacts=recontacts, fields=self.fields)
        pushes, margin = [], self.bias
        for feature, weight in self.weights.items():
            value = facts.get(feature, self.means[feature] if _is_number(feature) else 0.0)
            amount = weight * (value - self.means[feature]) / self.scales[feature]
            margin += amount
            pushes.append(Push(feature, value, round(amount, 4), _in_words(feature, value, amount)))
        pushes.sort(key=lambda push: (-abs(push.amount), push.feature))
        return Risk(round(self.curve(margin), 4), self.baseline(analysis), tuple(p for p in pushes[:most] if p.amount))

    def baseline(self, analysis: Analysis) -> float:
        """Return the rate of bad outcomes among voices of this severity: what the model must beat."""
        return self.rates[analysis.severity]

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__} | {"curve": self.curve.to_dict()}
        text = json.dumps({"risk": _VERSION, **parts}, ensure_ascii=False, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> RiskModel:
        """Read a saved model.

        Raises:
            InputError: the file is no risk model of this version.
        """
        try:
            parts = json.loads(path.read_text(encoding="utf-8"))
            if parts.pop("risk") != _VERSION:
                raise InputError(f"{path} was written by another version; fit the model again")
            parts |= {"curve": Curve.from_dict(parts["curve"]), "fields": tuple(parts["fields"])}
            return cls(**parts | {"rates": tuple(parts["rates"])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path} is no risk model: {error}") from None


def fit_risk(
    analyses: Sequence[Analysis],
    outcomes: Sequence[bool],
    *,
    recontacts: Sequence[int] | None = None,
    fields: Iterable[str] = (),
    strength: float = 1.0,
    seed: int = 0,
) -> RiskModel:
    """Fit the risk of a bad outcome.

    Args:
        analyses: one a customer, from before the outcome was known.
        outcomes: whether the customer left or complained afterwards.
        recontacts: how often each came before.
        fields: the ``meta`` fields to use.
        strength: C of the logistic regression; larger trusts the examples more.
        seed: of the folds.

    Raises:
        InputError: fewer than 10 customers of a kind, or lengths that differ.
    """
    import numpy as np

    wanted = np.asarray(outcomes, dtype=bool)
    before = [0] * len(analyses) if recontacts is None else list(recontacts)
    if not len(analyses) == len(wanted) == len(before):
        raise InputError(f"{len(analyses)} analyses, {len(wanted)} outcomes, {len(before)} recontacts")
    if min(int(wanted.sum()), int((~wanted).sum())) < 10:
        raise InputError("a risk needs at least 10 customers with the outcome and 10 without")
    names = tuple(fields)
    facts = [risk_facts(one, recontacts=n, fields=names) for one, n in zip(analyses, before, strict=True)]
    features, table = _table(facts)
    means, scales = table.mean(axis=0), table.std(axis=0)
    scales[scales == 0] = 1.0
    table = (table - means) / scales
    severities = np.array([one.severity for one in analyses])
    folds = np.random.default_rng(seed).permutation(len(wanted)) % _FOLDS
    margins, plain = np.zeros(len(wanted)), np.zeros(len(wanted))
    for fold in range(_FOLDS):
        seen, left = folds != fold, folds == fold
        weights, bias = _logistic(table[seen], wanted[seen], strength)
        margins[left] = table[left] @ weights + bias
        plain[left] = np.array(_rates(severities[seen], wanted[seen]))[severities[left]]
    weights, bias = _logistic(table, wanted, strength)
    curve = fit_curve(margins, wanted)
    figures = _figures(wanted, margins, plain, folds)
    return RiskModel(
        _named(features, weights), _named(features, means), _named(features, scales), round(float(bias), 6),
        curve, _rates(severities, wanted), names, figures,
    )  # fmt: skip


def _figures(wanted: Any, margins: Any, plain: Any, folds: Any) -> dict[str, float]:
    """Measure ranking and calibration on left-out customers; the curve of each fold is fitted on the others."""
    import numpy as np
    from sklearn.metrics import brier_score_loss, roc_auc_score

    chances = np.zeros(len(wanted))
    for fold in range(_FOLDS):
        curve = fit_curve(margins[folds != fold], wanted[folds != fold])
        chances[folds == fold] = [curve(float(margin)) for margin in margins[folds == fold]]
    return {
        "customers": float(len(wanted)),
        "rate": round(float(wanted.mean()), 4),
        "auc": round(float(roc_auc_score(wanted, margins)), 4),
        "auc_baseline": round(float(roc_auc_score(wanted, plain)), 4),
        "brier": round(float(brier_score_loss(wanted, chances)), 4),
        "brier_baseline": round(float(brier_score_loss(wanted, plain)), 4),
    }


def _table(facts: Sequence[Mapping[str, float]]) -> tuple[list[str], Any]:
    """Return the features that at least five customers have, and their values; a missing number is the mean."""
    import numpy as np

    counted: dict[str, int] = {}
    for known in facts:
        for name in known:
            counted[name] = counted.get(name, 0) + 1
    features = sorted(name for name, count in counted.items() if count >= 5)
    table = np.full((len(facts), len(features)), np.nan)
    for row, known in enumerate(facts):
        for column, name in enumerate(features):
            table[row, column] = known.get(name, np.nan if _is_number(name) else 0.0)
    means = np.nanmean(table, axis=0)
    return features, np.where(np.isnan(table), means, table)


def _is_number(feature: str) -> bool:
    return feature.startswith("meta.") and "=" not in feature


def _logistic(table: Any, wanted: Any, strength: float) -> tuple[Any, float]:
    from sklearn.linear_model import LogisticRegression

    machine = LogisticRegression(C=strength, max_iter=1000).fit(table, wanted)
    return machine.coef_[0], float(machine.intercept_[0])


def _rates(severities: Any, wanted: Any) -> tuple[float, ...]:
    """Return the rate of bad outcomes by severity, drawn to the overall rate where customers are few."""
    overall = float(wanted.mean())
    return tuple(
        round((float(wanted[severities == level].sum()) + overall * 5) / (int((severities == level).sum()) + 5), 4)
        for level in range(6)
    )


def _named(features: Sequence[str], values: Any) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(features, values, strict=True)}


def _in_words(feature: str, value: float, amount: float) -> str:
    name, _, category = feature.partition("=")
    shown = _NAMES.get(name, {"intent": "意图"}.get(name, name.removeprefix("meta.").replace("signal.", "信号 ")))
    what = f"{shown}{'是' if value else '不是'} {category}" if category else f"{shown} = {value:g}"
    times = math.exp(min(abs(amount), 20.0))
    return f"{what}：风险几率{'升到' if amount > 0 else '降到'}平均的 {times if amount > 0 else 1 / times:.2f} 倍"
