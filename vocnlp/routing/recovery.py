"""Turn a point's daily figures around a fix into an answer: did the point recover?

Segmented regression of an interrupted time series: y = b0 + b1 t + b2 after + b3 (t - fix) after, weighted by the
number of voices, with Newey-West standard errors (Wagner et al. 2002, J Clin Pharm Ther 27:299; Bernal, Cummins,
Gasparrini 2017, Int J Epidemiol 46:348; Newey, West 1987, Econometrica 55:703).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from vocnlp.errors import InputError
from vocnlp.types.analysis import Analysis

__all__ = ["ASSUMPTIONS", "Effect", "Recovery", "daily_share", "recovery"]

ASSUMPTIONS = (
    "修复之前的趋势若无修复会线性延续 (without the fix the earlier trend would have gone on in a line)",
    "修复那天没有别的变化：活动、改版、换供应商、渠道结构 (nothing else changed that day)",
    "修复立即生效，或按直线逐步生效 (the fix works at once or in a line)",
    "说话的客户前后可比；每天的样本量已作权重 (the customers who speak are comparable; days weigh by their voices)",
    "没有季节性，或前后覆盖相同的星期 (no season, or both sides cover the same weekdays)",
)
"""What must hold for the effect to be the effect of the fix; printed with every result."""


class Effect(NamedTuple):
    """An estimate with its 95 % interval and two-sided p value (t distribution)."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Recovery:
    """What changed at the fix: ``level`` at once, ``slope`` per day, ``now`` against the earlier trend on the last day.

    ``recovered`` is True when the figure lies below the continued trend on the last day with 95 % confidence, False
    when it lies above, None when the data do not tell.
    """

    before: float
    after: float
    level: Effect
    slope: Effect
    now: Effect
    days: tuple[int, int]
    recovered: bool | None
    assumptions: tuple[str, ...] = ASSUMPTIONS


def daily_share(analyses: Iterable[Analysis], point: str) -> list[tuple[dt.date, float, int]]:
    """Return (day, share of voices with a negative opinion on the point or below it, voices) of days with voices."""
    counts: dict[dt.date, list[int]] = {}
    for analysis in analyses:
        if analysis.time is None:
            continue
        count = counts.setdefault(analysis.time.date(), [0, 0])
        count[1] += 1
        count[0] += any(
            opinion.polarity == "negative" and (opinion.point == point or opinion.point.startswith(f"{point}."))
            for opinion in analysis.opinions
        )
    return [(day, bad / voices, voices) for day, (bad, voices) in sorted(counts.items())]


def recovery(series: Iterable[tuple[dt.date, float, int]], fixed: dt.date) -> Recovery:
    """Judge whether a figure fell after a fix.

    Args:
        series: (day, figure, voices behind it); days without voices are left out, not zero.
        fixed: the first day on which the fix was in place.

    Raises:
        InputError: fewer than 7 days with voices on one side.
    """
    import numpy as np
    from scipy import stats

    days = sorted(item for item in series if item[2] > 0)
    count = (sum(day < fixed for day, _, _ in days), sum(day >= fixed for day, _, _ in days))
    if min(count) < 7:
        raise InputError(f"too short: {count[0]} days before and {count[1]} after the fix; both sides need 7")
    time = np.array([(day - fixed).days for day, _, _ in days], dtype=float)
    after = (time >= 0).astype(float)
    design = np.column_stack([np.ones_like(time), time, after, time * after])
    y = np.array([value for _, value, _ in days], dtype=float)
    weight = np.array([voices for _, _, voices in days], dtype=float)
    weight /= weight.mean()
    beta, covariance = _fit(np, design, y, weight)
    freedom = max(1, len(y) - design.shape[1])
    quantile = float(stats.t.ppf(0.975, freedom))

    def effect(contrast: Any) -> Effect:
        value = float(contrast @ beta)
        error = math.sqrt(max(0.0, float(contrast @ covariance @ contrast)))
        p = float(2 * stats.t.sf(abs(value) / error, freedom)) if error > 0 else float(value == 0)
        return Effect(value, value - quantile * error, value + quantile * error, p)

    now = effect(np.array([0.0, 0.0, 1.0, float(time[-1])]))
    told = True if now.high < 0 else False if now.low > 0 else None
    return Recovery(
        before=float(np.average(y[after == 0], weights=weight[after == 0])),
        after=float(np.average(y[after == 1], weights=weight[after == 1])),
        level=effect(np.array([0.0, 0.0, 1.0, 0.0])),
        slope=effect(np.array([0.0, 0.0, 0.0, 1.0])),
        now=now,
        days=count,
        recovered=told,
    )


def _fit(np: Any, design: Any, y: Any, weight: Any) -> tuple[Any, Any]:
    """Fit weighted least squares; the covariance allows for changing variance and autocorrelation."""
    scale = np.sqrt(weight)[:, None]
    x, target = design * scale, y * scale[:, 0]
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ x.T @ target
    moments = x * (target - x @ beta)[:, None]
    meat = moments.T @ moments
    lags = int(4 * (len(y) / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        cross = moments[lag:].T @ moments[:-lag]
        meat += (1 - lag / (lags + 1)) * (cross + cross.T)
    correction = len(y) / max(1, len(y) - design.shape[1])
    return beta, inverse @ meat @ inverse * correction
