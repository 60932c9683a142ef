"""Measure normalization and clause splitting beside opencc alone, and show that no step is more than linear.

    python benchmarks/normalize.py [--text FILE] [--write]     (FILE: one comment a line)

CPU time of this one process, the least of repeats that take turns, garbage collector on: the machine may be shared,
trust the ratios of one run. The exit code is 1 if a step takes more than twice as long for a character of a text of
10^6 characters as for one of 10^3. ``--write`` puts the tables into ``benchmarks/results/normalize.md``, those of the
compiled wheel into ``normalize-compiled.md``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import opencc

from vocnlp.normalize import STEPS, Normalizer
from vocnlp.normalize.catalogue import read_steps
from vocnlp.normalize.characters import CharacterSets
from vocnlp.normalize.ledger import Ledger
from vocnlp.normalize.steps.step import Step
from vocnlp.normalize.variants import to_hongkong, to_taiwan
from vocnlp.normalize.words import read_words
from vocnlp.segment import scan
from vocnlp.segment.clauses import split

COMPILED = not scan.__file__.endswith(".py")
RESULTS = Path(__file__).with_name("results") / ("normalize-compiled.md" if COMPILED else "normalize.md")
LIMIT = 2.0
CLEAN = (
    "这家店的服务态度非常不错，上菜速度也很快，就是价格稍微有点贵，下次还会和朋友再来。",
    "座椅坐久了腰疼，高速上风噪比较大，不过油耗确实低，一百公里才六个油。",
    "客服电话打了三次都没有人接，最后在门店等了两个小时才把问题解决。",
    "虽然包装很严实但是少发了一件，找卖家补发，态度倒是挺好，希望尽快处理",
    "房间隔音太差，半夜听得到走廊说话；早餐种类多，前台小姐姐很热情。",
)
DIRTY = (
    "好好好好吃!!!,就是等太久了...下次不来了T_T",
    "<p>物流很快&nbsp;&amp;包装很好</p> 就是 APP 太卡",
    "@某品牌客服 你们的车机又死机了#车机# http://t.cn/A6x //@小王:同感",
    "味道真的绝了😋😋😋 服务员小姐姐态度也超好👍🏽👍🏽，下次还来！！！",
    "太失望了[怒][怒][怒]买了才3天就坏了,客服还一直推脱。。。。。。",
    "屏幕 显示 效果 很 好  续航 也 不错 ，就是 充电有点慢~~~",
    "房间很大，离地铁站也近，早餐一般般吧……  隔音不太行！！",
    "快递小哥态度恶劣,打电话说放门口了，结果根本没有（无语）😡",
    "iPhone 15 Pro 拍照效果很好，电池不耐用，一天两充！",
    "外观漂亮,动力充足,油耗也不高.就是后排空间有点小,储物格太少了",
)
ADVERSARIAL = {
    "clean": "服务态度很好，物流也快。", "one letter": "好", "pairs": "好吃", "spaces": "好 ", "signs": "！，",
    "dots": ".",
    "tags open": "<a ", "comments open": "<!--", "scripts open": "<script>", "entities": "&amp", "mentions": "@a",
    "topics": "#a", "forwards": "//@a:", "links": "http://", "brackets": "(^", "stickers": "[笑", "keycaps": "5\u20e3",
    "marks": "e\u0301\u0301", "joiners": "👍\u200d", "traditional": "這裡乾", "phrases": "隨身碟程序",
    "cantonese": "唔好食",
    "stutter": "这个", "fillers": "嗯，", "readings": "业(yè)", "mojibake": "锛鏄", "capitals": "AB", "wide": "ＡＢ",
    "connectives": "但是不过", "breath": "我就", "labels": "客服：", "lists": "大、小", "quotes": "“好",
}  # fmt: skip


def main() -> int:
    """Print the tables; return 1 when something grows faster than its text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="UTF-8 file, one comment a line")
    parser.add_argument("--write", action="store_true", help="write the page of results")
    options = parser.parse_args()
    groups = {
        "clean simplified": list(CLEAN),
        "dirty simplified": list(DIRTY),
        "Taiwan": [to_taiwan(text) for text in CLEAN],
        "Hong Kong": [to_hongkong(text) for text in CLEAN],
    }
    if options.text:
        groups[options.text.name] = options.text.read_text("utf-8").splitlines()
    lines = [
        "# Normalization and clause splitting",
        "",
        "Made by `python benchmarks/normalize.py --write`: CPU time of one process, least of repeats, collector on; "
        f"vocnlp is {'compiled' if COMPILED else 'plain Python'}.",
        "",
        "## Beside opencc `t2s` alone, microseconds a text",
        "",
        "The last column is opencc's time by the time of `both`, the median over 400 turns: 0.25 would be four times",
        "as long as opencc. Clean texts need no repair; the others are repaired, and Taiwan and Hong Kong go through",
        "opencc on the way.",
        "",
        "| texts | characters | opencc | normalize | split | both | speed of both : opencc |",
        "|---|---|---|---|---|---|---|",
        *(_compare(name, texts) for name, texts in groups.items()),
        "",
        "## Growth",
        "",
        f"Microseconds for 1,000 characters of the pattern with the worst ratio among {len(ADVERSARIAL)};",
        f"the ratio is 10^6 : 10^3 and must stay below {LIMIT:g}. Every edit is made and looked at.",
        "",
        "| part | pattern | at 10^3 | at 10^6 | ratio |",
        "|---|---|---|---|---|",
    ]
    grown = [_grow(name, function) for name, function in _parts().items()]
    lines += [
        f"| {name} | {pattern} | {small:.1f} | {large:.1f} | {large / small:.2f} |"
        for name, pattern, small, large in grown
    ]
    print("\n".join(lines))
    if options.write:
        RESULTS.write_text("\n".join(lines) + "\n", "utf-8")
    worse = [name for name, _, small, large in grown if large > LIMIT * small]
    if worse:
        print(f"more than linear: {', '.join(worse)}", file=sys.stderr)
    return 1 if worse else 0


def _compare(name: str, texts: Sequence[str]) -> str:
    normalize, convert = Normalizer().normalize, opencc.OpenCC("t2s").convert
    normal = [normalize(text) for text in texts]
    jobs: dict[str, tuple[Callable[..., object], Sequence[object]]] = {
        "opencc": (convert, texts),
        "normalize": (normalize, texts),
        "split": (split, normal),
        "both": (lambda text: split(normalize(text)), texts),
    }
    taken: dict[str, list[float]] = {job: [] for job in jobs}
    repeats = max(1, 300 // len(texts))
    for _ in range(400):  # short passes in turn: the speed of the machine changes between them, hardly inside a turn
        for job, (function, given) in jobs.items():
            start = time.process_time()
            for _ in range(repeats):
                for text in given:
                    function(text)
            taken[job].append((time.process_time() - start) / repeats / len(texts) * 1e6)
    costs = {job: min(times) for job, times in taken.items()}
    length = sum(map(len, texts)) / len(texts)
    ratio = median(alone / both for alone, both in zip(taken["opencc"], taken["both"], strict=True))
    return f"| {name} | {length:.0f} | {' | '.join(f'{cost:.2f}' for cost in costs.values())} | {ratio:.3f} |"


def _parts() -> dict[str, Callable[[str], object]]:
    """Return everything whose growth is measured: the whole, the steps, the map, the clauses."""
    normalizer = Normalizer()
    steps = read_steps(CharacterSets(), read_words("regions.yaml"), read_words("cantonese.yaml"))
    parts: dict[str, Callable[[str], object]] = {"normalize": normalizer.normalize}
    for name in STEPS:
        parts[name] = partial(_changes, steps[name], "cantonese" if name == "cantonese" else "taiwan")
    parts["text of every step"] = partial(_applied, list(steps.values()))
    parts["map"] = lambda text: normalizer.normalize(text).starts
    parts["edits"] = lambda text: deque(normalizer.normalize(text).edits, maxlen=0)  # each edit is made and looked at
    parts["clauses"] = lambda text: split(normalizer.normalize(text))
    return parts


def _changes(step: Step, script: str, text: str) -> object:
    return step.changes(text, script)


def _applied(steps: Sequence[Step], text: str) -> object:
    ledger = Ledger(text)
    for step in steps:
        ledger.apply(step.name, step.changes(ledger.text, "taiwan"))
    return ledger.text


def _grow(name: str, function: Callable[[str], object]) -> tuple[str, str, float, float]:
    """Return the worst pattern: all are tried at 10^5 characters, the two worst of them at 10^6."""
    small = {pattern: _cost(function, unit, 10**3) for pattern, unit in ADVERSARIAL.items()}
    middle = {pattern: _cost(function, unit, 10**5) / small[pattern] for pattern, unit in ADVERSARIAL.items()}
    suspects = sorted(middle, key=middle.__getitem__)[-2:]
    large = {pattern: _cost(function, ADVERSARIAL[pattern], 10**6) for pattern in suspects}
    worst = max(suspects, key=lambda pattern: large[pattern] / small[pattern])
    return name, worst, small[worst], large[worst]


def _cost(function: Callable[[str], object], unit: str, length: int) -> float:
    """Return microseconds for 1,000 characters of a text of this length."""
    text = (unit * (length // len(unit) + 1))[:length]
    function(text)
    taken = []
    for _ in range(3 if length > 10**4 else 30):
        start = time.process_time()
        function(text)
        taken.append(time.process_time() - start)
    return min(taken) / length * 1e9


if __name__ == "__main__":
    sys.exit(main())
