"""Measure normalization against opencc alone, and show that no step is more than linear.

Run:  python -m benchmarks.normalize [--text FILE]     (FILE: one comment a line; own sentences otherwise)
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import opencc

from vocnlp.normalize import STEPS, Normalizer
from vocnlp.normalize.catalogue import read_steps
from vocnlp.normalize.characters import CharacterSets
from vocnlp.normalize.steps.step import Step
from vocnlp.normalize.variants import to_hongkong, to_taiwan
from vocnlp.normalize.words import read_words

CLEAN = (
    "这家店的服务态度非常不错，上菜速度也很快，就是价格稍微有点贵，下次还会和朋友再来。",
    "座椅坐久了腰疼，高速上风噪比较大，不过油耗确实低，一百公里才六个油。",
    "客服电话打了三次都没有人接，最后在门店等了两个小时才把问题解决。",
)
DIRTY = (
    "好好好好吃!!!,就是等太久了...下次不来了T_T",
    "<p>物流很快&nbsp;&amp;包装很好</p> 就是 APP 太卡",
    "@某品牌客服 你们的车机又死机了#车机# http://t.cn/A6x //@小王:同感",
)
ADVERSARIAL = {
    "clean": "服务态度很好，物流也快。", "one letter": "好", "pairs": "好吃", "spaces": "好 ", "signs": "！，",
    "dots": ".",
    "tags open": "<a ", "comments open": "<!--", "scripts open": "<script>", "entities": "&amp", "mentions": "@a",
    "topics": "#a", "forwards": "//@a:", "links": "http://", "brackets": "(^", "stickers": "[笑", "keycaps": "5\u20e3",
    "marks": "e\u0301\u0301", "joiners": "👍\u200d", "traditional": "這裡乾", "phrases": "隨身碟程序",
    "cantonese": "唔好食",
    "stutter": "这个", "fillers": "嗯，", "readings": "业(yè)", "mojibake": "锛鏄", "capitals": "AB", "wide": "ＡＢ",
}  # fmt: skip


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, help="UTF-8 file, one comment a line")
    own = parser.parse_args().text
    normalizer, converter = Normalizer(), opencc.OpenCC("t2s")
    groups = {
        "clean simplified": CLEAN,
        "dirty simplified": DIRTY,
        "Taiwan": [to_taiwan(text) for text in CLEAN],
        "Hong Kong": [to_hongkong(text) for text in CLEAN],
    }
    if own:
        groups[own.name] = own.read_text("utf-8").splitlines()
    print(f"{'texts':20} {'µs a text':>10} {'opencc t2s':>11} {'speed ratio':>12}")
    for name, texts in groups.items():
        _compare(name, texts, normalizer.normalize, converter.convert)
    print(f"\n{'pattern':16} {'µs per 1000 characters at 10^3':>32} {'at 10^5':>9} {'at 10^6':>9} {'ratio':>6}")
    for name, unit in ADVERSARIAL.items():
        _grow(name, unit, normalizer.normalize)
    print(f"\n{'step':16} worst ratio of the time a character at 10^6 and at 10^3 characters, over all patterns")
    steps = read_steps(CharacterSets(), read_words("regions.yaml"), read_words("cantonese.yaml"))
    for step in STEPS:
        script = "cantonese" if step == "cantonese" else "taiwan"
        changes = partial(_changes, steps[step], script)
        ratios = {name: _ratio(changes, unit) for name, unit in ADVERSARIAL.items()}
        worst = max(ratios, key=ratios.__getitem__)
        print(f"{step:16} {ratios[worst]:.2f} ({worst})")


def _changes(step: Step, script: str, text: str) -> object:
    return step.changes(text, script)


def _compare(name: str, texts: Iterable[str], ours: Callable[[str], object], theirs: Callable[[str], object]) -> None:
    texts = list(texts)
    times: dict[Callable[[str], object], list[float]] = {ours: [], theirs: []}
    repeats = max(1, 3000 // len(texts))
    for _ in range(7):  # in turns, so that a busy machine slows both
        for function, taken in times.items():
            start = time.perf_counter()
            for _ in range(repeats):
                for text in texts:
                    function(text)
            taken.append((time.perf_counter() - start) / repeats / len(texts) * 1e6)
    mine, other = (min(taken) for taken in times.values())
    print(f"{name:20} {mine:10.2f} {other:11.2f} {other / mine:12.2f}")


def _grow(name: str, unit: str, function: Callable[[str], object]) -> None:
    small, middle, large = (_cost(function, unit, length) for length in (10**3, 10**5, 10**6))
    print(f"{name:16} {small:32.1f} {middle:9.1f} {large:9.1f} {large / small:6.2f}")


def _ratio(function: Callable[[str], object], unit: str) -> float:
    return _cost(function, unit, 10**6) / _cost(function, unit, 10**3)


def _cost(function: Callable[[str], object], unit: str, length: int) -> float:
    """Return microseconds for 1,000 characters of a text of this length.

    CPU time, because machines are shared; the cyclic garbage collector rests, because its walks over a million
    results would be measured in place of the step.
    """
    text = (unit * (length // len(unit) + 1))[:length]
    taken = []
    gc.disable()
    for _ in range(max(3, 50000 // length)):
        start = time.process_time()
        function(text)
        taken.append(time.process_time() - start)
    gc.enable()
    return min(taken) / length * 1e9


if __name__ == "__main__":
    main()
