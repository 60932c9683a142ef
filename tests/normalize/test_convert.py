"""The aligned converter gives opencc's text, and says where each piece of it came from."""

from __future__ import annotations

import random

import opencc
import pytest

from vocnlp.normalize import Normalizer
from vocnlp.normalize.aligned import AlignedConverter
from vocnlp.normalize.convert import Converter
from vocnlp.normalize.dictionaries import read_pairs
from vocnlp.normalize.ledger import Ledger
from vocnlp.normalize.matcher import Matcher
from vocnlp.normalize.steps.replaced import ReplacedWords
from vocnlp.normalize.variants import to_hongkong, to_taiwan
from vocnlp.normalize.words import read_words

CONFIGS = ("t2s", "tw2s", "hk2s", "tw2sp", "hk2sp", "s2tw", "s2twp", "s2hk")
DICTIONARIES = (
    "TSPhrases.txt", "TSCharacters.txt", "TSCharactersExt.txt", "TWPhrasesRev.txt", "HKPhrasesRev.txt",
    "TWVariantsRevPhrases.txt", "HKVariantsRevPhrases.txt", "STPhrases.txt", "CJK_Compatibility_Ideographs.txt",
)  # fmt: skip
OWN = [
    "這家店的計程車叫車服務很方便，但是軟體介面常常當機，滑鼠游標也不聽使喚。",
    "乾隆年間的乾貨很乾淨，幹部幹活乾脆，頭髮發霉了。",
    "他在裡面著急地看著錶，隨身碟、記憶體和數位相機都壞了。",
    "於是樊於期鬱鬱寡歡，餘下的時間與麼麼茶為伴，瞭望台上一目瞭然。",
    "的士司機唔識路，兜咗一大個圈，仲話係大廈門口塞車，寬頻又壞咗。",
    "后来他只面对后面的里程，干干净净。",
]


def _fuzz(count: int) -> list[str]:
    chosen = random.Random(7)
    keys = [key for name in DICTIONARIES for key in chosen.choices(sorted(read_pairs(name)), k=80)]
    return [
        "".join(chosen.choice(keys)[: chosen.randint(1, 5)] for _ in range(chosen.randint(1, 10))) for _ in range(count)
    ]


@pytest.mark.parametrize("config", CONFIGS)
def test_same_text_as_opencc(config: str) -> None:
    ours, theirs = AlignedConverter(config), opencc.OpenCC(config)
    for text in [*OWN, *_fuzz(600)]:
        assert ours.convert(text) == theirs.convert(text)


@pytest.mark.parametrize(("script", "config"), [("taiwan", "tw2sp"), ("hongkong", "hk2sp"), ("mixed", "t2s")])
def test_changes_build_the_text_of_opencc(script: str, config: str) -> None:
    converter, theirs = Converter(), opencc.OpenCC(config)
    for text in [*OWN, *_fuzz(300)]:
        ledger = Ledger(text)
        ledger.apply("traditional", converter.changes(text, script))
        assert ledger.text == theirs.convert(text)
        assert len(ledger.starts) == len(ledger.text)


@pytest.mark.parametrize(("script", "config", "file"), [("taiwan", "tw2sp", "TW"), ("hongkong", "hk2sp", "HK")])
def test_characters_of_a_region_become_what_opencc_makes_of_them(script: str, config: str, file: str) -> None:
    converter, theirs = Converter(), opencc.OpenCC(config)
    variants = list(read_pairs(f"{file}VariantsRev.txt"))
    phrases = random.Random(5).sample(sorted(read_pairs("TSPhrases.txt")), 40)
    for text in [
        around.format(one) for one in variants for around in ("好{0}{0}吃", "這{0}麼", *map("{{}}{}".format, phrases))
    ]:
        ledger = Ledger(text)
        ledger.apply("traditional", converter.changes(text, script))
        assert ledger.text == theirs.convert(text)


def test_a_kept_phrase_is_converted_by_characters() -> None:
    ledger = Ledger("退款程序與隨身碟")
    ledger.apply("traditional", Converter(frozenset({"程序"})).changes(ledger.text, "taiwan"))
    assert ledger.text == "退款程序与U盘"


def test_lone_surrogates_pass() -> None:
    ledger = Ledger("這\ud83d裡")
    ledger.apply("traditional", Converter().changes(ledger.text, "taiwan"))
    assert ledger.text == "这\ud83d里"


def test_ways_back() -> None:
    assert to_taiwan("软件和出租车") == "軟體和計程車"
    assert to_hongkong("里面的软件") == "裏面的軟件"


@pytest.mark.parametrize(
    "text",
    [
        "倒车影像很清楚，座椅软硬适中",
        "手机膜贴上去有气泡，数据线也坏了",
        "智能座舱反应慢，屏幕刷新率低",
        "退款程序太复杂，客服一直打不通",
        "出租车司机绕路，态度恶劣",
        "和想象的一样，后面的头发丝都很清楚",
        "网络连接不稳定，软件老是闪退",
        "菜很干净，面条有点咸，只来过一次",
    ],
)
def test_both_regions_come_back_to_the_same_text(text: str) -> None:
    normalize = Normalizer().normalize
    assert normalize(to_taiwan(text)).text == text
    assert normalize(to_hongkong(text)).text == text


def test_matches_of_a_long_text_are_those_of_the_whole() -> None:
    words = Matcher(sorted(["唔好", "唔好食", "好食", "食食食食", "食"], key=len, reverse=True))
    chosen = random.Random(3)
    text = "".join(chosen.choices("唔好食", k=100_000))
    parts = [(index, place + start, place + end) for place, hits in words.parts(text) for index, start, end in hits]
    assert words.find(text) == parts


def test_words_of_a_long_text_are_replaced_as_in_its_pieces() -> None:
    piece = "服務唔好。唔好食，d菜好味ad，唔好"
    pieces = ReplacedWords("cantonese", read_words("cantonese.yaml"), {"cantonese": ["cantonese"]})
    text = (piece + "\n") * 2000
    expected = Ledger(piece)
    expected.apply("cantonese", pieces.changes(piece, "cantonese"))
    made = Ledger(text)
    made.apply("cantonese", pieces.changes(text, "cantonese"))
    assert made.text == (expected.text + "\n") * 2000
