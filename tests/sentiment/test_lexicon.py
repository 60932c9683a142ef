"""The words that ship: each of those written in Cantonese says the same in a Cantonese text."""

from __future__ import annotations

from pathlib import Path

import pytest

import vocnlp
from vocnlp.normalize import Normalizer
from vocnlp.sentiment.lexicon import Lexicon, base_files
from vocnlp.tagging.automaton import Vocabulary
from vocnlp.yamlsource import load_yaml

NORMAL = Normalizer()
FILES = [file for file in base_files() if load_yaml(file).at(("script",)).value == "cantonese"]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_no_word_of_a_cantonese_file_is_lost_in_a_cantonese_text(file: Path) -> None:
    vocabulary = Vocabulary()
    Lexicon(vocabulary, NORMAL, base_files())
    known = {vocabulary.literal(number) for number in range(len(vocabulary))}
    for word, form in zip(words := listed(file), NORMAL.patterns(words, script="cantonese"), strict=True):
        assert form in known, word


def test_a_form_that_a_file_lists_itself_keeps_what_it_says(tmp_path: Path) -> None:
    spoken, written = tmp_path / "a.yaml", tmp_path / "b.yaml"
    spoken.write_text("script: cantonese\npolarity:\n- {strength: -0.6, words: 返工}\n", encoding="utf-8")
    written.write_text("neutral:\n- {words: 上班}\n", encoding="utf-8")
    vocabulary = Vocabulary()
    words = Lexicon(vocabulary, NORMAL, [spoken, written]).words
    assert words[vocabulary.add("返工")].strength == -0.6
    assert words[vocabulary.add("上班")].strength == 0


def listed(file: Path) -> list[str]:
    """Return the opinion words of a lexicon file."""
    groups = load_yaml(file).at(("polarity",))
    assert isinstance(groups.value, list)
    return [word for number in range(len(groups.value)) for word, _ in groups.at((number, "words")).words()]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("佢哋嘅餐飯食得開心", "positive"),
        ("佢哋啲嘢冇下次", "negative"),
        ("啲餸啱晒我", "positive"),
        ("睬都唔睬我哋", "negative"),
    ],
)
def test_a_cantonese_word_counts_in_a_cantonese_text(text: str, polarity: str) -> None:
    assert vocnlp.load("restaurant").analyze(text).polarity == polarity


def test_a_degree_word_before_a_plain_word_is_no_praise() -> None:
    assert all(one.polarity == "neutral" for one in vocnlp.load("restaurant").analyze("個阿姐好忙").opinions)


def test_the_degree_of_an_expression_counts_once() -> None:
    (opinion,) = [o for o in vocnlp.load("restaurant").analyze("这锅汤好入味").opinions if o.point == "food.taste"]
    assert [step.text for step in opinion.evidence if step.kind != "mention"] == ["入味", "好"]
