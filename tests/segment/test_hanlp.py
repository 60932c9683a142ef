"""The HanLP backend with real components, trained on the spot and read from their folders."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from vocnlp.errors import InputError, MissingExtraError
from vocnlp.segment.backends.hanlp import _forced, _joined, _words
from vocnlp.segment.segmenter import segmenter
from vocnlp.segment.tokens import Token

SENTENCES = [
    "座椅 很 硬", "空间 很 大", "油耗 很 高", "客服 态度 很 好", "座椅 不 舒服", "客服 电话 打 不通", "空间 不 大",
]  # fmt: skip
TAGS = {"很": "AD", "不": "AD", "硬": "VA", "大": "VA", "高": "VA", "好": "VA", "舒服": "VA", "打": "VV", "不通": "VV"}
SMALL: dict[str, Any] = {
    "epochs": 15,
    "embed": 16,
    "rnn_hidden": 16,
    "lr": 0.02,
    "drop": 0.1,
    "devices": -1,
    "crf": False,
}


@pytest.mark.parametrize("folder", ["", "CTB9_TOK_ELECTRA_SMALL", "/nowhere", "https://example.com/model.zip"])
def test_names_are_refused_before_any_network(folder: str) -> None:
    with pytest.raises(InputError, match="never downloads"):
        segmenter(f"hanlp:{folder}")


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("vocnlp.segment.backends.hanlp.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"vocnlp\[hanlp\]"):
        segmenter(f"hanlp:{tmp_path}")


def test_answers_are_read() -> None:
    document = {"tok/fine": ["座椅", "硬"], "pos/ctb": ["NN", "VA"]}
    assert list(_words(["座椅", "硬"], True)) == [("座椅", ""), ("硬", "")]
    assert list(_words(document, True)) == [("座椅", "NN"), ("硬", "VA")]
    assert list(_words(document, False)) == [("座椅", ""), ("硬", "")]
    assert list(_joined("座椅硬", ["B", "E", "S"])) == [("座椅", ""), ("硬", "")]


def test_user_words_are_forced() -> None:
    from vocnlp.normalize.matcher import Matcher

    tokens = [Token(0, 1, "风", "n"), Token(1, 3, "噪大", "a"), Token(3, 4, "吗", "y")]
    assert _forced("风噪大吗", tokens, Matcher(["风噪"])) == [
        Token(0, 2, "风噪", "n"), Token(2, 3, "大", "a"), Token(3, 4, "吗", "y")
    ]  # fmt: skip
    assert _forced("风噪大吗", tokens, Matcher([])) == tokens


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a sentence cutter, a tagger of characters and a tagger of words; each takes seconds."""
    pytest.importorskip("hanlp", reason="hanlp is not installed: pip install 'vocnlp[hanlp]'")
    from hanlp.components.eos.ngram import NgramSentenceBoundaryDetector
    from hanlp.components.taggers.rnn_tagger import RNNTagger

    folder = tmp_path_factory.mktemp("hanlp")
    lines = folder / "lines.txt"
    lines.write_text("座椅很硬。\n空间很大！\n油耗很高。\n客服态度很好！\n" * 8, encoding="utf-8")
    NgramSentenceBoundaryDetector().fit(
        str(lines), str(lines), str(folder / "eos"),
        epochs=2, eos_char_min_freq=2, embedding_size=8, rnn_size=8, devices=-1,
    )  # fmt: skip
    for name, rows in (("words", _by_word), ("characters", _by_character)):
        table = folder / f"{name}.tsv"
        table.write_text("\n\n".join("\n".join(rows(sentence)) for sentence in SENTENCES * 12) + "\n\n", "utf-8")
        RNNTagger().fit(str(table), str(table), str(folder / name), batch_size=32, **SMALL)
    return folder


def _by_word(sentence: str) -> list[str]:
    return [f"{word}\t{TAGS.get(word, 'NN')}" for word in sentence.split()]


def _by_character(sentence: str) -> list[str]:
    rows = []
    for word in sentence.split():
        marks = "S" if len(word) == 1 else "B" + "M" * (len(word) - 2) + "E"
        rows += [f"{sign}\t{mark}-{TAGS.get(word, 'NN')}" for sign, mark in zip(word, marks, strict=True)]
    return rows


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
class TestTrainedOnTheSpot:
    """Slow: HanLP and torch take seconds to import."""

    def test_a_sentence_cutter(self, models: Path) -> None:
        backend = segmenter(f"hanlp:{models / 'eos'}")
        text = "座椅很硬。空间很大！"
        tokens = backend.segment(text)
        assert "".join(token.text for token in tokens) == text
        assert pickle.loads(pickle.dumps(backend)).segment(text) == tokens

    def test_words_and_parts_of_speech_from_characters(self, models: Path) -> None:
        backend = segmenter(f"hanlp:{models / 'characters'}")
        found = [(token.text, token.tag) for token in backend.segment("客服电话打不通", tags=True)]
        assert found == [("客服", "n"), ("电话", "n"), ("打", "v"), ("不通", "v")]
        assert [token.tag for token in backend.segment("座椅很硬")] == ["", "", ""]

    def test_user_words_win(self, models: Path) -> None:
        backend = segmenter(f"hanlp:{models / 'characters'}", ["打不通"])
        assert [token.text for token in backend.segment("客服电话打不通")] == ["客服", "电话", "打不通"]

    def test_a_tagger_of_words_tags_the_words_of_jieba(self, models: Path) -> None:
        backend = segmenter(f"hanlp:{models / 'words'}", ["座椅"])
        found = [(token.text, token.tag) for token in backend.segment("座椅很硬", tags=True)]
        assert found == [("座椅", "n"), ("很", "d"), ("硬", "a")]

    @pytest.mark.parametrize("kind", ["eos", "characters", "words"])
    @pytest.mark.parametrize("text", ["", " ", "座椅\n很硬 ", "😀座椅\u200b很硬！abc 12.5", "從前\ud83d"])
    def test_nothing_is_lost(self, models: Path, kind: str, text: str) -> None:
        tokens = segmenter(f"hanlp:{models / kind}", ["座椅"]).segment(text, tags=True)
        assert "".join(token.text for token in tokens) == text
        assert all(text[token.start : token.end] == token.text for token in tokens)

    def test_threads_agree(self, models: Path) -> None:
        backend = segmenter(f"hanlp:{models / 'characters'}")
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(backend.segment, ["客服电话打不通"] * 8))
        assert all(result == results[0] for result in results)

    def test_the_folder_is_all_it_needs(self, models: Path) -> None:
        assert json.loads((models / "characters" / "config.json").read_text("utf-8"))["classpath"].startswith("hanlp.")

    def test_suggestions_take_its_words(self, models: Path) -> None:
        import vocnlp
        from vocnlp.analytics.terms import harvest
        from vocnlp.types.utterance import Utterance

        found = harvest(vocnlp.load("base"), [Utterance("客服电话打不通")], words=f"hanlp:{models / 'characters'}")
        assert found.words == {"客服": 1, "电话": 1}
