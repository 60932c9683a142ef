"""Turn labelled utterances and a pack into a pack with a learned model: ``vocnlp train``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import check_folder
from vocnlp.cli.labelled import read_labelled
from vocnlp.cli.options import MaskOption
from vocnlp.cli.progress import Progress
from vocnlp.errors import InputError
from vocnlp.hybrid.network import check_encoder
from vocnlp.learn.labels import Gold, load_labels
from vocnlp.learn.store import save_pack
from vocnlp.learn.train import Trained, categories_of, examples_of, require_points, train_parts
from vocnlp.linear.encode import Encoder
from vocnlp.pipeline import load
from vocnlp.tagging.inputs import Inputs

__all__ = ["command"]


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The pack to build on: a name or a folder.")],
    data: Annotated[Path, typer.Option(metavar="LABELLED.jsonl", help="Labelled utterances, JSON lines.", exists=True)],
    labels: Annotated[Path, typer.Option(metavar="MAP.yaml", help="The label map.", exists=True)],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The pack folder to write.")],
    seed: Annotated[int, typer.Option(help="Of folds and solver; the same seed gives the same bytes.")] = 0,
    abstain: Annotated[
        float, typer.Option(min=0, max=1, help="Withhold what only the model sees when it is less sure than this.")
    ] = 0.0,
    words: Annotated[
        bool, typer.Option("--words", help="Let the tagger read n-grams of words beside those of characters.")
    ] = False,
    embeddings: Annotated[
        bool, typer.Option("--embeddings", help="Let the tagger read sentence vectors (extra: embeddings).")
    ] = False,
    encoder: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Fine-tune this encoder to judge whole utterances, a local transformers folder (extra: encoder).",
        ),
    ] = None,
    licence: Annotated[str, typer.Option(help="The licence of the labelled data, for the model card.")] = "",
    mask: MaskOption = False,
) -> None:
    """Learn from labelled utterances.

    Writes a copy of the pack with a model in it, which every command and vocnlp.load open like any pack.

    Exit code 0: written; 2: the pack, the data or the label map cannot be used.
    """
    check_folder(out)
    known = load_labels(labels)
    if encoder is not None:
        check_encoder(encoder)
        if not known.polarity:
            raise InputError(
                "--encoder 学整句倾向，标签表要有 polarity (an encoder judges whole utterances: no polarity)"
            )
    pipeline = load(pack, learned=False)
    require_points(categories_of(known), pipeline.pack.taxonomy)
    gold = read_labelled(data, known, mask=mask, voices_only=True)
    with Progress("读") as progress:
        examples = examples_of(pipeline, gold, progress=progress)
    inputs = Inputs.choose(words=words, encoder=Encoder() if embeddings else None)
    with Progress("微调", silent=encoder is None) as progress:
        trained = train_parts(examples, known, seed=seed, inputs=inputs, encoder=encoder, progress=progress)
    save_pack(out, pipeline.pack, trained, known, gold, seed=seed, licence=licence, abstain=abstain)
    for name, figures in trained.figures.items():
        told = "，".join(f"{key} {value:.3f}" for key, value in figures.items() if key != "strength")
        typer.echo(f"{name}：{len(trained.parts[name].model.outputs)} 类，交叉验证 {told}")
    for line in _warnings(trained, gold):
        typer.echo(line, err=True)
    typer.echo(f"写出 {out}（{len(gold)} 条标注）", err=True)


def _warnings(trained: Trained, gold: list[Gold]) -> Iterator[str]:
    """Yield what the labels cannot teach."""
    if "tagger" not in trained.parts:
        return
    learned = trained.parts["tagger"].model.outputs
    silent = [name for name in trained.categories if name not in learned]
    if silent:
        yield f"没有标注的类别，留给规则：{'、'.join(silent)}"
    always = [name for name in learned if all(name in row.categories or name in row.groups for row in gold)]
    if always:
        yield f"每条标注都有，模型只能学到“总是有”：{'、'.join(always)}"
