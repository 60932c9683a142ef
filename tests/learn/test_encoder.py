"""A fine-tuned encoder beside the linear model: a real one, small enough to be made and taught on the spot."""

from __future__ import annotations

import json
import pickle
import re
import shutil
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import vocnlp
from tests.learn.voices import LABELS, WHOLE, rows
from vocnlp.cli.app import build
from vocnlp.errors import InputError, MissingExtraError, ModelError
from vocnlp.hybrid.network import Network, check_encoder
from vocnlp.learn.labels import Gold, read_gold
from vocnlp.learn.store import save_pack
from vocnlp.learn.train import examples_of, train_parts

INSTALLED = find_spec("transformers") is not None and find_spec("torch") is not None
needs_extra = pytest.mark.skipif(not INSTALLED, reason="the extra 'encoder' is not installed")
WORDS = {"good": ["一见如故", "眉开眼笑", "赶上过年"], "bad": ["扭头就走", "一肚子话", "不如睡觉"]}
BEFORE = ["上周", "昨天", "今早", "周末", "月初", "中秋", "那次", "头回"]
MIDDLE = ["逛了逛", "去了趟", "路过", "约朋友", "带孩子"]
AFTER = ["，", "。"]


def said() -> list[dict[str, Any]]:
    """Return 240 rows whose label no rule of the base pack knows."""
    return [
        {"id": f"{label}{number}", "text": f"{before}{middle}{after}{words}", "label": label}
        for label, known in WORDS.items()
        for number, (before, middle, after, words) in enumerate(product(BEFORE, MIDDLE, AFTER, known))
    ]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an untaught encoder that reads the characters of ``said``."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("encoder")
    characters = sorted({character for row in said() for character in row["text"]})
    vocabulary = {word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters])}
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=64, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config).save_pretrained(folder)
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def trained(base: vocnlp.Pipeline, encoder: Path, out: Path) -> Path:
    gold = list(read_gold(said(), WHOLE))
    parts = train_parts(examples_of(base, gold), WHOLE, encoder=encoder)
    return save_pack(out, base.pack, parts, WHOLE, gold, seed=0)


@pytest.fixture(scope="module")
def folder(base: vocnlp.Pipeline, encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(base, encoder, tmp_path_factory.mktemp("trained") / "ours")


def network(voc: vocnlp.Pipeline) -> Network:
    assert voc.hybrid is not None and voc.hybrid.whole is not None and voc.hybrid.whole.network is not None
    return voc.hybrid.whole.network


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_the_encoder_learns_and_counts(folder: Path) -> None:
    voc = vocnlp.load(folder)
    margins = network(voc).margins(["一见如故", "扭头就走"])
    assert (2, 2) == margins.shape
    assert network(voc).weight > 0
    assert margins[0, 1] > 0 > margins[1, 1]
    assert ["positive", "negative"] == [voc.analyze(text).polarity for text in ("国庆眉开眼笑", "国庆不如睡觉")]
    assert "encoder/" in (folder / "model" / "README.md").read_text(encoding="utf-8")


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_a_batch_says_what_single_texts_say(folder: Path) -> None:
    known = network(vocnlp.load(folder))
    texts = ["", "好", "一见如故" * 200, "\ud800坏", "\x00", "上周逛了逛，扭头就走", "😀"]
    together = known.margins(texts)
    apart = np.vstack([known.margins([text]) for text in texts])
    assert np.isfinite(together).all()
    assert np.abs(together - apart).max() <= 0.002


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_same_seed_same_bytes_and_a_pickle_loads_its_folder(
    base: vocnlp.Pipeline, encoder: Path, folder: Path, tmp_path: Path
) -> None:
    again = trained(base, encoder, tmp_path / "again")
    for path in sorted((folder / "model").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / "model" / path.relative_to(folder / "model")).read_bytes(), path.name
    voc = vocnlp.load(folder)
    assert voc.analyze("国庆眉开眼笑") == pickle.loads(pickle.dumps(voc)).analyze("国庆眉开眼笑")
    assert len(pickle.dumps(network(voc))) < 1000


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_training_again_without_it_leaves_nothing_behind(base: vocnlp.Pipeline, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "ours")
    gold: list[Gold] = list(read_gold(said(), WHOLE))
    plain = train_parts(examples_of(base, gold), WHOLE)
    save_pack(tmp_path / "ours", base.pack, plain, WHOLE, gold, seed=0)
    assert not (tmp_path / "ours" / "model" / "encoder").exists()
    hybrid = vocnlp.load(tmp_path / "ours").hybrid
    assert hybrid is not None and hybrid.whole is not None and hybrid.whole.network is None


@needs_extra
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["model.safetensors", "head.safetensors", "config.json", "tokenizer.json"])
def test_damaged_and_missing_files_are_told(folder: Path, tmp_path: Path, name: str) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    path = broken / "model" / "encoder" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelError, match=re.escape(name)):
        vocnlp.load(broken)
    path.unlink()
    with pytest.raises(ModelError, match=re.escape(name)):
        vocnlp.load(broken)


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_two_hundred_labels_are_needed(base: vocnlp.Pipeline, encoder: Path) -> None:
    few = examples_of(base, read_gold(rows(), WHOLE))
    with pytest.raises(InputError, match="200"):
        train_parts(few, WHOLE, encoder=encoder)


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_a_folder_that_holds_no_encoder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"config\.json"):
        check_encoder(tmp_path)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    from vocnlp.hybrid.network import read_encoder

    with pytest.raises(InputError, match="cannot be read"):
        read_encoder(tmp_path)


def test_names_are_refused_before_any_download() -> None:
    with pytest.raises(InputError, match="nothing is ever downloaded"):
        check_encoder(Path("bert-base-chinese"))


@pytest.mark.skipif(INSTALLED, reason="the extra 'encoder' is installed")
def test_without_the_extra_the_message_names_it(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(MissingExtraError, match=r"vocnlp\[encoder\]"):
        check_encoder(tmp_path)
    with pytest.raises(ModelError, match=r"vocnlp\[encoder\]"):
        Network.known(tmp_path, {"weight": 1.0, "files": {}})


@pytest.mark.filterwarnings("ignore")
def test_the_command_line_tells_what_is_missing(tmp_path: Path) -> None:
    import yaml

    data, labels = tmp_path / "data.jsonl", tmp_path / "map.yaml"
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows()), encoding="utf-8")
    labels.write_text(yaml.safe_dump(LABELS.model_dump(), allow_unicode=True), encoding="utf-8")
    given = ["--data", str(data), "--labels", str(labels), "--out", str(tmp_path / "o"), "--encoder"]
    told = CliRunner().invoke(build(only="train"), ["train", "base", *given, str(tmp_path)])
    assert (2, True) == (told.exit_code, "config.json" in told.stderr)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    told = CliRunner().invoke(build(only="train"), ["train", "base", *given, str(tmp_path)])
    assert (2, True) == (told.exit_code, ("polarity" if INSTALLED else "vocnlp[encoder]") in told.stderr)


@needs_extra
@pytest.mark.filterwarnings("ignore")
def test_a_trained_pack_brings_the_encoder_of_the_next_one(base: vocnlp.Pipeline, folder: Path, tmp_path: Path) -> None:
    again = network(vocnlp.load(trained(base, folder / "model" / "encoder", tmp_path / "again")))
    assert again.margins(["一见如故", "扭头就走"]).argmax(axis=1).tolist() == [1, 0]
