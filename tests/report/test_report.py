"""The report is one file that fetches nothing, escapes everything, and shows what was counted."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import vocnlp
from vocnlp.report.charts import split_bar, trend_chart
from vocnlp.report.numbers import net_sentiment, worst_points
from vocnlp.report.page import Source, render_report, write_report
from vocnlp.report.tally import Counts, Tally
from vocnlp.report.voices import comment
from vocnlp.types import Analysis, Decision, Opinion, Span

COMMENTS = [
    ("客服电话打了三次都打不通", "hotline", "2026-03-02"),
    ("服务态度很好，不过价格太贵了", "review", "2026-03-10"),
    ("客服电话永远打不通，态度也差", "review", "2026-03-17"),
    ("<script>alert(1)</script>质量太差\ud83d", "forum", "2026-04-01"),
    ("", "survey", None),
]


@pytest.fixture(scope="module")
def tally(base: vocnlp.Pipeline) -> Tally:
    counted = Tally(base.pack.taxonomy.points, keep=100)
    for number, (text, channel, time) in enumerate(COMMENTS):
        meta = {"城市": '台北"><img src=x>'}
        utterance = vocnlp.Utterance.of({"id": number, "text": text}, channel=channel, time=time, meta=meta)
        counted.add(base.analyze(utterance))
    return counted


@pytest.fixture(scope="module")
def page(tally: Tally, base: vocnlp.Pipeline) -> str:
    return render_report(tally, base.pack, Source('a"<b>.csv', len(COMMENTS), 0, ("1 行有 <坏> 字节",)))


def test_fetches_nothing(page: str) -> None:
    assert [] == re.findall(r"<[^>]+\b(?:src|href|srcset|action)\s*=|url\(|@import|https?://", page)


def test_escapes_everything(page: str) -> None:
    assert "<script>alert" not in page and "<img" not in page and "<坏>" not in page
    page.encode("utf-8")


def test_every_comment_is_there(page: str) -> None:
    assert len(COMMENTS) == page.count('<article class="voice"')


def test_counts_add_up(tally: Tally) -> None:
    assert (5, 1) == (tally.comments, tally.empty)
    assert tally.opinions.total == sum(counts.total for counts in tally.points.values())
    roots = [node for node in tally.tree().values() if not node.point.parent]
    assert tally.opinions.total == sum(node.sum.total for node in roots)
    assert tally.cases == sum(department.cases for department in tally.departments.values())


def test_points_of_a_department_stand_as_they_came_when_they_are_equally_many() -> None:
    names = [f"point_{number}" for number in range(12)]
    opinions = tuple(Opinion(name, "negative", -0.5, Span(0, 1), "x") for name in names)
    counted = Tally({})
    counted.add(Analysis("x", opinions, (Decision("a", "P1", opinions=opinions),)))
    assert names == list(counted.departments["a"].points)


def test_hundreds_of_fields_do_not_bury_a_comment() -> None:
    shown = comment(Analysis("x", meta={f"q{number}": number for number in range(300)}))
    assert ["q0 0", "q15 15", "另有 284 个字段"] == [shown.facts[0], *shown.facts[-2:]]


def test_only_the_most_pressing_are_kept() -> None:
    kept = Tally({}, keep=2)
    for number, priority in enumerate(["P3", "P0", "", "P1"]):
        decisions = (Decision("a", priority),) if priority else ()
        kept.add(Analysis("x", decisions=decisions, id=str(number)))
    assert ["1", "3"] == [analysis.id for analysis in kept.kept()]


@pytest.mark.parametrize(("positive", "negative"), [(8, 2), (0, 5), (1, 0), (30, 40)])
def test_interval_is_wilsons(positive: int, negative: int) -> None:
    from scipy.stats import binomtest

    expected = binomtest(positive, positive + negative).proportion_ci(method="wilson")
    net = net_sentiment(Counts(positive=positive, negative=negative))
    assert net is not None
    assert (pytest.approx(2 * expected.low - 1), pytest.approx(2 * expected.high - 1)) == (net.low, net.high)


def test_mentions_alone_have_no_net_sentiment() -> None:
    assert net_sentiment(Counts(neutral=3)) is None


def test_many_voices_weigh_more_than_few() -> None:
    tally = Tally({})
    for point, count in (("few", 3), ("many", 30)):
        opinion = Opinion(point, "negative", -1.0, Span(0, 1), "x")
        for _ in range(count):
            tally.add(Analysis("x", (opinion,)))
    assert ["many", "few"] == [item.point for item in worst_points(tally)]


def test_trend_keeps_the_place_of_empty_weeks() -> None:
    weeks = {dt.date(2026, 3, 2): Counts(1, 2), dt.date(2026, 3, 23): Counts(3, 1)}
    assert 4 == trend_chart(weeks).count("<g>")
    assert "" == trend_chart({dt.date(2026, 3, 2): Counts(1)})


def test_bar_shows_shares() -> None:
    assert 'x="20.00" width="30.00"' in split_bar(Counts(positive=3, negative=2), 10)


def test_unfinished_report_never_replaces_a_finished_one(
    tally: Tally, base: vocnlp.Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> str:
        raise MemoryError

    (tmp_path / "r.html").write_text("old")
    monkeypatch.setattr("vocnlp.report.page.render_report", broken)
    with pytest.raises(MemoryError):
        write_report(tmp_path / "r.html", tally, base.pack, Source("a", 5))
    assert ["r.html"] == [path.name for path in tmp_path.iterdir()]


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine")
def test_renders_in_a_browser(tally: Tally, base: vocnlp.Pipeline, tmp_path: Path) -> None:
    assert BROWSER is not None
    file = tmp_path / "report.html"
    write_report(file, tally, base.pack, Source("comments.csv", len(COMMENTS)))
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    more = "--disable-component-update --disable-sync --hide-scrollbars --window-size=1280,2000"
    command = [BROWSER, *flags.split(), *more.split(), f"--user-data-dir={tmp_path / 'profile'}"]
    shot = tmp_path / "report.png"
    subprocess.run([*command, f"--screenshot={shot}", file.as_uri()], check=True, capture_output=True, timeout=120)
    assert shot.read_bytes().startswith(b"\x89PNG") and shot.stat().st_size > 20_000
    dump = subprocess.run([*command, "--dump-dom", file.as_uri()], check=True, capture_output=True, timeout=120)
    # the counter is written by the page's own script: it ran to its end
    assert f"{len(COMMENTS)} / {len(COMMENTS)} 条" in dump.stdout.decode()
