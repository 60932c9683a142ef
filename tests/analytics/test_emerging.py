"""Emerging expressions: what is new and has no point is found, what stays, falls or has a point is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import fisher_exact

import vocnlp
from vocnlp.analytics.emerging import Emerging, Heard, find_emerging, hear
from vocnlp.errors import InputError
from vocnlp.types.utterance import Utterance

CALM = ["甜得刚好", "排队排了很久", "杯套很漂亮", "杯套太丑了", "今天路过", "甜得发腻"]


def heard(tea: vocnlp.Pipeline, before: Sequence[str], after: Sequence[str]) -> tuple[Heard, Heard]:
    said = [(False, text) for text in before] + [(True, text) for text in after]
    return hear(tea, ((later, Utterance(text)) for later, text in said))


def found(tea: vocnlp.Pipeline, before: Sequence[str], after: Sequence[str], **options: float) -> list[Emerging]:
    return find_emerging(*heard(tea, before, after), tea.pack.taxonomy, **options)  # type: ignore[arg-type]


def test_a_new_word_without_point_is_found(tea: vocnlp.Pipeline) -> None:
    straws = ["这个吸管真难用", "吸管太难用了", "吸管泡一会儿就太软", "新吸管很差"] * 3
    one, *more = found(tea, CALM * 12, CALM * 10 + straws)
    assert ("吸管", 0, 12, []) == (one.term, one.before, one.after, more)
    assert straws[:3] == list(one.quotes)
    assert one.score > 0 and one.p <= one.q <= 0.05
    expected = fisher_exact([[12, 60], [0, 72]], alternative="greater").pvalue
    assert pytest.approx(expected) == one.p
    assert (0.0, 12 / 72) == (one.before_rate, one.after_rate)


def test_what_stays_falls_or_has_a_point_is_no_news(tea: vocnlp.Pipeline) -> None:
    lid = ["盖子太松了"] * 20
    assert [] == found(tea, CALM * 10 + lid, CALM * 10 + lid)
    assert [] == found(tea, CALM * 10 + lid, CALM * 10)
    assert [] == found(tea, CALM * 10, CALM * 10 + ["糖量太高了", "排队太久"] * 10)


def test_an_utterance_counts_once(tea: vocnlp.Pipeline) -> None:
    _, after = heard(tea, CALM, ["吸管很差，吸管太软，吸管难用"])
    assert (1, 1) == (after.utterances, after.counts["吸管"])


def test_words_that_contain_each_other_are_told_once(tea: vocnlp.Pipeline) -> None:
    """The pair stands for its parts when it is as frequent; a part that is said far more often stands for the pair."""
    texts = [f"{start}吸管{end}" for start in ("纸质", "新纸质", "那纸质") for end in ("太软了", "很差", "真难用")]
    before, after = heard(tea, CALM * 20 + ["咖啡杯套垃圾音乐灯光桌子纸巾很差"] * 30, CALM * 20 + texts * 3)
    told = find_emerging(before, after, tea.pack.taxonomy)
    assert [("纸质吸管", {"纸质", "吸管"})] == [(one.term, set(one.parts)) for one in told]
    after.counts["吸管"] += 20
    told = find_emerging(before, after, tea.pack.taxonomy)
    assert [("吸管", {"纸质", "纸质吸管"})] == [(one.term, set(one.parts)) for one in told]


def test_noise_is_seldom_news(tea: vocnlp.Pipeline) -> None:
    """Both times say the same things by chance: at most 5 % of 200 pairs, and some luck, have a find."""
    luck = np.random.default_rng(1)
    things = ["杯套", "吸管", "音乐", "桌子", "灯光", "垃圾桶", "纸巾", "咖啡"]
    before, after = heard(tea, [f"{thing}太差了" for thing in things], [f"{thing}太差了" for thing in things])
    assert len(after.counts) >= 6, "so many candidates at least"
    finds = 0
    for _ in range(200):
        one, other = (
            part._replace(utterances=80, counts=Counter({term: int(luck.binomial(80, 0.12)) for term in part.counts}))
            for part in (before, after)
        )
        finds += bool(find_emerging(one, other, tea.pack.taxonomy))
    assert finds <= 10 + 3 * (200 * 0.05 * 0.95) ** 0.5


def test_few_utterances_are_left_out(tea: vocnlp.Pipeline) -> None:
    straws = ["吸管太难用了"] * 4
    assert [] == found(tea, CALM * 50, straws)
    assert ["吸管"] == [one.term for one in found(tea, CALM * 50, straws, at_least=4)]


@pytest.mark.parametrize(("before", "after", "which"), [([], CALM, "之前"), (CALM, [], "之后")])
def test_one_time_alone_is_refused(before: list[str], after: list[str], which: str, tea: vocnlp.Pipeline) -> None:
    with pytest.raises(InputError, match=f"{which}没有一条原声"):
        found(tea, before, after)
