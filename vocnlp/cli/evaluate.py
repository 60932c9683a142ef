"""Turn a pack and labelled utterances into every figure that says how good it is: ``vocnlp evaluate``."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Annotated

import typer

from vocnlp.batch.atomic import check_targets
from vocnlp.cli.labelled import read_labelled
from vocnlp.cli.options import MaskOption, Shown, ShownOption
from vocnlp.cli.written import write_text
from vocnlp.learn.compare import Comparison, compare, outcome
from vocnlp.learn.confidence import cut_for, diagram
from vocnlp.learn.evaluate import Evaluation, evaluate
from vocnlp.learn.labels import Gold, LabelMap, load_labels
from vocnlp.learn.metrics import Calibration, Score, macro
from vocnlp.learn.train import examples_of
from vocnlp.learn.weak import RuleRow, rule_table
from vocnlp.pipeline import Pipeline, load
from vocnlp.types.explain import POLARITIES

__all__ = ["command", "lines"]

_QUOTE = 60


def command(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name, its folder, or its pack.yaml.")],
    data: Annotated[Path, typer.Option(metavar="LABELLED.jsonl", help="Labelled utterances, JSON lines.", exists=True)],
    labels: Annotated[Path, typer.Option(metavar="MAP.yaml", help="The label map.", exists=True)],
    shape: ShownOption = Shown.text,
    as_json: Annotated[bool, typer.Option("--json", hidden=True, help="As scripts have it: -f json.")] = False,
    other: Annotated[
        str, typer.Option("--compare", metavar="PACK", help="A second pack: is it better on the same rows?")
    ] = "",
    precision: Annotated[
        float, typer.Option(min=0, max=1, help="Find the confidence from which on claims are right this often.")
    ] = 0.0,
    functions: Annotated[
        Path | None,
        typer.Option(metavar="RULES.csv", help="Write every rule as a labelling function: what it covers, how right."),
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="Measure the rules alone, without the model.")] = False,
    mask: MaskOption = False,
) -> None:
    """Measure a pack on labelled utterances.

    Prints precision, recall and F1 of categories and of (category, polarity) pairs, polarity by class, whole
    utterances, routing groups, coverage, calibration with a reliability diagram, what is gained by keeping only what
    is sure, and the most frequent confusions with utterances to read.

    Exit code 0: measured; 1: with --compare, the second pack is significantly worse; 2: the input cannot be used.
    """
    check_targets([functions], data, labels)
    known = load_labels(labels)
    gold = read_labelled(data, known, mask=mask)
    pipeline = load(pack, learned=not rules)
    if functions:
        write_text(rule_csv(rule_table(examples_of(pipeline, gold), known)), functions)
    result = evaluate(pipeline, gold, known)
    second = load(other) if other else None
    comparison = _compared(pipeline, second, gold, known) if second is not None else None
    if as_json or shape is Shown.json:
        values = result.to_dict()
        if precision:
            cut = cut_for(precision, [value for value, _ in result.sure], [ok for _, ok in result.sure])
            values["cut"] = None if cut is None else cut._asdict()
        if comparison is not None and second is not None:
            values["compared"] = {"with": second.pack.label, **_comparison(comparison)}
        typer.echo(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(lines(pipeline.pack.label, result)))
        if precision:
            typer.echo(_wanted(precision, result))
        if comparison is not None and second is not None:
            typer.echo(_told(pipeline.pack.label, second.pack.label, comparison))
    if comparison is not None and comparison.significant and comparison.difference < 0:
        raise typer.Exit(1)


def lines(name: str, result: Evaluation) -> list[str]:
    """Return every figure as plain lines for people."""
    told = [f"{name}：{result.utterances} 条，有观点的占 {result.coverage:.1%}"]
    told += _table("类别", result.categories) + _table("（类别，倾向）", result.pairs, classes=False)
    told += _table("命中类别的倾向", result.polarity) + _table("整句倾向", result.utterance)
    if not math.isnan(result.undecided):
        told.append(f"  整句无倾向（算错）{result.undecided:.1%}")
    if not math.isnan(result.valence):
        told.append(f"得分与标注效价的相关 {result.valence:.3f}")
    told += _table("派单组", result.groups)
    if not math.isnan(result.top1):
        told.append(f"  首选正确 {result.top1:.3f}，在派单之中 {result.among:.3f}")
    told += _calibration("命中类别的倾向，把握的校准", result.calibration)
    told += _calibration("全部判断（倾向也要对），把握的校准", result.claims)
    if len(result.abstention) > 1:
        told.append("只留把握高的判断")
        told += [f"  把握 ≥ {c.at:.2f}  留下 {c.coverage:.1%}  正确 {c.precision:.3f}" for c in result.abstention]
    if result.confusions:
        told.append("最常见的错误（标注 → 结果）")
    for item in result.confusions[:10]:
        told.append(f"  {item.gold} → {item.predicted}  {item.count} 次，例 {'、'.join(item.examples[:3])}")
        told.append(f"    “{' '.join(item.texts[0].split())[:_QUOTE]}”")
    return told


def rule_csv(table: Sequence[RuleRow]) -> str:
    """Return the table of rules as CSV, one rule and category a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(RuleRow))
    for row in table:
        writer.writerow(round(value, 4) if isinstance(value, float) else value for value in astuple(row))
    return "\ufeff" + out.getvalue()


def _wanted(precision: float, result: Evaluation) -> str:
    cut = cut_for(precision, [value for value, _ in result.sure], [ok for _, ok in result.sure])
    if cut is None:
        return f"没有哪个把握能让判断 {precision:.0%} 正确"
    return f"要 {precision:.0%} 正确：只留把握 ≥ {cut.at:.3f} 的判断，留下 {cut.coverage:.1%}，正确 {cut.precision:.3f}"


def _calibration(title: str, found: Calibration | None) -> list[str]:
    if found is None:
        return []
    head = f"{title}  ECE {found.ece:.3f}  Brier {found.brier:.3f}（竖线：把握；方块：实际正确）"
    return [head, *(f"  {line}" for line in diagram(found))]


def _table(title: str, scores: Mapping[str, Score], *, classes: bool = True) -> list[str]:
    if not scores:
        return []
    micro = sum(scores.values(), Score())
    mean = [macro(scores.values(), figure) for figure in ("precision", "recall", "f1")]
    head = (
        f"{title}  P {micro.precision:.3f}  R {micro.recall:.3f}  F1 {micro.f1:.3f}  "
        f"宏平均 P {mean[0]:.3f}  R {mean[1]:.3f}  F1 {mean[2]:.3f}"
    )
    rows = [
        f"  {POLARITIES.get(name, name)}  P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}  "
        f"标注 {score.gold}"
        for name, score in scores.items()
    ]
    return [head, *rows] if classes else [head]


def _compared(first: Pipeline, second: Pipeline, gold: list[Gold], labels: LabelMap) -> Comparison:
    sides = [[outcome(row, side.analyze(row.utterance), labels) for row in gold] for side in (first, second)]
    return compare(sides[0], sides[1])


def _comparison(found: Comparison) -> dict[str, float | int | bool]:
    return {
        "first_f1": round(found.first, 4),
        "second_f1": round(found.second, 4),
        "difference": round(found.difference, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "only_first_right": found.only_first,
        "only_second_right": found.only_second,
        "mcnemar_p": round(found.p_value, 6),
        "significant": found.significant,
    }


def _told(first: str, second: str, found: Comparison) -> str:
    verdict = "差别显著" if found.significant else "差别不显著"
    return (
        f"比较：{first} F1 {found.first:.3f}，{second} F1 {found.second:.3f}，"
        f"差 {found.difference:+.3f}（95% 区间 {found.low:+.3f} … {found.high:+.3f}）；"
        f"只有前者全对 {found.only_first} 条，只有后者全对 {found.only_second} 条，"
        f"McNemar p={found.p_value:.3g}，{verdict}"
    )
