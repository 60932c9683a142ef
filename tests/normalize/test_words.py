"""The word files are consistent: what a table makes is not what it takes, names are known, nothing is listed twice."""

from __future__ import annotations

from collections import Counter

import pytest

from vocnlp.normalize import normalize
from vocnlp.normalize.account import account
from vocnlp.normalize.dictionaries import read_pairs
from vocnlp.normalize.words import read_words, replacements

FILES = (
    "regions.yaml",
    "cantonese.yaml",
    "spoken.yaml",
    "templates.yaml",
    "mojibake.yaml",
    "kaomoji.yaml",
    "emoji.yaml",
)


@pytest.mark.parametrize("file", FILES)
def test_no_word_is_listed_twice_in_a_section(file: str) -> None:
    for section, names in read_words(file).items():
        if section == "clues":
            continue
        twice = [
            word for word, count in Counter(word for words in names.values() for word in words).items() if count > 1
        ]
        assert twice == [], section


@pytest.mark.parametrize(
    ("file", "section"),
    [
        ("regions.yaml", "everywhere"),
        ("regions.yaml", "taiwan"),
        ("regions.yaml", "hongkong"),
        ("cantonese.yaml", "cantonese"),
    ],
)
def test_targets_are_stable(file: str, section: str) -> None:
    table = replacements(read_words(file)[section])
    unstable = {target: table[target] for target in table.values() if table.get(target, target) != target}
    assert unstable == {}


@pytest.mark.parametrize("section", ["everywhere", "taiwan", "hongkong"])
def test_tables_are_written_in_simplified_characters(section: str) -> None:
    changed = {source for source, target in read_pairs("TSCharacters.txt").items() if source != target}
    words = [word for word in replacements(read_words("regions.yaml")[section]) if changed.intersection(word)]
    assert words == []


def test_kept_words_are_phrases_of_opencc() -> None:
    phrases = {**read_pairs("TWPhrasesRev.txt"), **read_pairs("HKPhrasesRev.txt")}
    assert [word for word in read_words("regions.yaml")["kept"]["opencc"] if word not in phrases] == []


def test_account_counts_texts_and_edits() -> None:
    made = account(map(normalize, ["好好好好吃！！", "很好", "這裡"])).to_dict()
    assert (made["texts"], made["repaired"], made["scripts"]) == (3, 2, {"simplified": 2, "taiwan": 1})
    assert made["steps"][0] == {
        "step": "emphasis",
        "edits": 2,
        "texts": 1,
        "examples": [{"before": "好好好好", "after": "好", "count": 1}, {"before": "！！", "after": "！", "count": 1}],
    }
