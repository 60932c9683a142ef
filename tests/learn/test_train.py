"""Learning from labels: a pack folder that knows more than the rules, explains itself and is the same every time."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import vocnlp
from tests.learn.voices import GROUPS, LABELS, WHOLE, rows
from vocnlp.cli.app import build
from vocnlp.errors import InputError, ModelError
from vocnlp.learn.evaluate import evaluate
from vocnlp.learn.labels import LabelMap, read_gold
from vocnlp.learn.shadow import shadow
from vocnlp.learn.store import fingerprint, save_pack
from vocnlp.learn.train import Example, categories_of, examples_of, require_points, train_parts
from vocnlp.linear.decide import OneOf

UNKNOWN = "下班路过，店员玩消消乐"


@pytest.fixture(scope="module")
def examples(base: vocnlp.Pipeline) -> list[Example]:
    return examples_of(base, read_gold(rows(), LABELS))


@pytest.fixture(scope="module")
def folder(base: vocnlp.Pipeline, examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "base"
    gold = [example.gold for example in examples]
    return save_pack(out, base.pack, train_parts(examples, LABELS), LABELS, gold, seed=0)


@pytest.fixture(scope="module")
def trained(folder: Path) -> vocnlp.Pipeline:
    return vocnlp.load(folder)


def test_the_model_sees_what_the_rules_do_not(base: vocnlp.Pipeline, trained: vocnlp.Pipeline) -> None:
    assert [] == [o for o in base.analyze(UNKNOWN).opinions if o.point.startswith("service") and o.score]
    found = [o for o in trained.analyze(UNKNOWN).opinions if o.source == "model"]
    assert [("service", "negative")] == [(o.point, o.polarity) for o in found]
    assert 0.0 < found[0].confidence <= 1.0


def test_a_model_opinion_names_the_words_that_pushed_it(trained: vocnlp.Pipeline) -> None:
    raw = "下班路過，店員玩消消樂！！！"
    analysis = trained.analyze(raw)
    opinion = next(o for o in analysis.opinions if o.source == "model")
    assert opinion.evidence
    for item in opinion.evidence:
        assert item.text == raw[item.span.start : item.span.end]
        assert item.kind in ("model", "model_polarity", "policy")
        assert item.origin.startswith("model:made-up#")
    assert any("員" in item.text or "消消" in item.text for item in opinion.evidence)
    kinds = {item.kind for item in opinion.evidence}
    assert {"model", "model_polarity", "policy"} == kinds
    assert opinion.evidence[-1].origin.endswith(" rule_then_model: rule -, model negative")
    assert "模型判断，不是相加" in analysis.explain()
    assert analysis == vocnlp.Analysis.from_dict(json.loads(json.dumps(analysis.to_dict())))


def test_how_sure_category_and_polarity_are_together_was_measured(examples: list[Example]) -> None:
    turned = [
        example._replace(gold=replace(example.gold, categories={k: -v for k, v in example.gold.categories.items()}))
        for example in examples[::5]
    ]
    scorer = train_parts([*examples, *turned], LABELS).parts["polarity"]
    assert isinstance(scorer, OneOf)
    assert scorer.joint is not None
    chances = [scorer.jointly(place / 20, 0.9) for place in range(21)]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1] <= 1.0


def test_learning_pays(base: vocnlp.Pipeline, trained: vocnlp.Pipeline) -> None:
    gold = list(read_gold(rows(), LABELS))
    assert evaluate(trained, gold, LABELS).pair_f1 > evaluate(base, gold, LABELS).pair_f1


def test_same_seed_same_bytes(base: vocnlp.Pipeline, examples: list[Example], folder: Path, tmp_path: Path) -> None:
    gold = [example.gold for example in examples]
    again = save_pack(tmp_path / "again", base.pack, train_parts(examples, LABELS), LABELS, gold, seed=0)
    for file in sorted((folder / "model").iterdir()):
        assert file.read_bytes() == (again / "model" / file.name).read_bytes()


def test_the_header_tells_where_the_model_comes_from(folder: Path, base: vocnlp.Pipeline) -> None:
    header = json.loads((folder / "model" / "model.json").read_text(encoding="utf-8"))
    assert {"format", "sha256", "id", "vocnlp", "pack", "seed", "data", "labels", "metrics"} <= set(header)
    assert base.pack.label == header["pack"]
    assert len(rows()) == header["data"]["rows"]
    card = (folder / "model" / "README.md").read_text(encoding="utf-8")
    assert header["id"] in card and "Limits" in card


def test_the_pack_is_another_one_with_a_model(trained: vocnlp.Pipeline, base: vocnlp.Pipeline) -> None:
    assert base.pack.digest != trained.pack.digest


def test_the_rules_alone_are_still_there(base: vocnlp.Pipeline, folder: Path) -> None:
    assert base.analyze(UNKNOWN).opinions == vocnlp.load(folder, learned=False).analyze(UNKNOWN).opinions


def test_a_trained_pipeline_pickles(trained: vocnlp.Pipeline) -> None:
    assert trained.analyze(UNKNOWN) == pickle.loads(pickle.dumps(trained)).analyze(UNKNOWN)


def test_scripts_agree(trained: vocnlp.Pipeline) -> None:
    left, right = trained.analyze("店员玩消消乐，价格太贵"), trained.analyze("店員玩消消樂，價格太貴")
    assert [(o.point, o.score) for o in left.opinions] == [(o.point, o.score) for o in right.opinions]


def test_empty_text_has_no_opinion(trained: vocnlp.Pipeline) -> None:
    assert () == trained.analyze("").opinions
    assert () == trained.analyze(" ").opinions


def test_a_folder_that_holds_something_else_is_not_overwritten(
    base: vocnlp.Pipeline, examples: list[Example], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(InputError, match=r"empty folder"):
        save_pack(tmp_path, base.pack, train_parts(examples, LABELS), LABELS, [], seed=0)


def test_too_few_labels_are_refused(examples: list[Example]) -> None:
    with pytest.raises(InputError, match="too few"):
        train_parts(examples[:9], LABELS)


def test_labels_that_the_map_does_not_know_are_refused(base: vocnlp.Pipeline) -> None:
    strange = [{**row, "aspects": [{"category": "天气", "polarity": "neutral"}]} for row in rows()[:20]]
    with pytest.raises(InputError, match="label map"):
        train_parts(examples_of(base, read_gold(strange, LABELS)), LABELS)


def moved(folder: Path, place: Path) -> Path:
    shutil.copytree(folder, place)
    return place / "model"


def test_damaged_truncated_and_swapped_models_are_refused(folder: Path, tmp_path: Path) -> None:
    damaged, truncated, swapped, newer, half, none = (moved(folder, tmp_path / str(n)) for n in range(6))
    content = (folder / "model" / "weights.npz").read_bytes()
    (damaged / "weights.npz").write_bytes(content[:200] + b"\0" + content[201:])
    (truncated / "weights.npz").write_bytes(content[: len(content) // 2])
    header = json.loads((folder / "model" / "model.json").read_text(encoding="utf-8"))
    (swapped / "model.json").write_text(json.dumps({**header, "sha256": "0" * 64}), encoding="utf-8")
    (newer / "model.json").write_text(json.dumps({**header, "format": 2, "vocnlp": "9.9"}), encoding="utf-8")
    (half / "model.json").write_text(json.dumps(header)[:300], encoding="utf-8")
    (none / "weights.npz").unlink()
    messages = {damaged: "damaged", truncated: "damaged", swapped: "not saved together", newer: r"newer vocnlp 9\.9"}
    for place, message in {**messages, half: "damaged", none: "cannot be read"}.items():
        with pytest.raises(ModelError, match=message):
            vocnlp.load(place.parent)
    told = CliRunner().invoke(build(only="explain"), ["explain", "好", "-t", str(truncated.parent)])
    assert 2 == told.exit_code and "重新训练" in told.output


@pytest.mark.parametrize("part", ["categories", "parts", "models", "id"])
def test_a_header_without_a_part_is_refused(folder: Path, tmp_path: Path, part: str) -> None:
    place = moved(folder, tmp_path / "moved")
    header = json.loads((place / "model.json").read_text(encoding="utf-8"))
    del header[part]
    (place / "model.json").write_text(json.dumps(header), encoding="utf-8")
    with pytest.raises(ModelError, match="incomplete"):
        vocnlp.load(place.parent)


def test_what_is_too_unsure_is_withheld(base: vocnlp.Pipeline, examples: list[Example], tmp_path: Path) -> None:
    gold = [example.gold for example in examples]
    parts = train_parts(examples, LABELS)
    shy = vocnlp.load(save_pack(tmp_path / "shy", base.pack, parts, LABELS, gold, seed=0, abstain=0.9999))
    assert base.analyze(UNKNOWN).opinions == shy.analyze(UNKNOWN).opinions


def test_a_model_for_points_that_are_gone_is_refused(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "moved"
    shutil.copytree(folder, place)
    path = place / "model" / "model.json"
    header = json.loads(path.read_text(encoding="utf-8"))
    header["categories"]["服务"]["point"] = "service.gone"
    path.write_text(json.dumps(header), encoding="utf-8")
    with pytest.raises(ModelError, match=r"service\.gone"):
        vocnlp.load(place)


def test_whole_utterances_can_be_learned(base: vocnlp.Pipeline) -> None:
    taught = examples_of(base, read_gold(rows(), WHOLE))
    hybrid = train_parts(taught, WHOLE).hybrid(base.pack.taxonomy)
    right = sum((hybrid.join(e.reading).score > 0) == (e.gold.label == "positive") for e in taught)
    assert right / len(taught) > 0.9


def test_groups_are_learned_as_points_that_are_complained_about(base: vocnlp.Pipeline) -> None:
    given = [{**row, "label": [aspect["category"] for aspect in row["aspects"]]} for row in rows()]
    taught = examples_of(base, read_gold(given, GROUPS))
    hybrid = train_parts(taught, GROUPS).hybrid(base.pack.taxonomy)
    opinions = hybrid.join(base.read_rules(UNKNOWN)).opinions
    assert ("service", "negative") in [(o.point, o.polarity) for o in opinions]


def test_departments_are_learned(base: vocnlp.Pipeline, tmp_path: Path) -> None:
    said_now = "小区西门的路灯坏了"
    routed = {decision.department for decision in base.analyze(said_now).decisions}
    owners = [name for name in base.pack.routing.departments if name not in routed][:2]
    labels = LabelMap.model_validate(
        {
            "dataset": "made-up",
            "pack": "base",
            "groups": {"甲": {"department": owners[:1]}, "乙": {"department": owners[1:]}},
        }
    )
    said = {"甲": ["门口的路灯坏了", "路灯一直不亮", "路灯忽明忽暗"], "乙": ["水管渗水", "楼上水管漏了", "水管爆裂"]}
    given = [
        {"text": t + end, "label": name}
        for name, texts in said.items()
        for t in texts
        for end in ("", "。", "，请处理")
    ]
    gold = list(read_gold(given, labels))
    trained = train_parts(examples_of(base, gold), labels)
    voc = vocnlp.load(save_pack(tmp_path / "routed", base.pack, trained, labels, gold, seed=0))
    found = voc.analyze(said_now).decisions
    assert owners[0] in [decision.department for decision in found]
    assert any("模型" in reason for decision in found for reason in decision.reasons)


def test_the_fingerprint_ignores_the_order_of_rows() -> None:
    gold = list(read_gold(rows(), LABELS))
    assert fingerprint(gold) == fingerprint(gold[::-1])
    assert fingerprint(gold) != fingerprint(gold[1:])


def test_shadow_only_reports(trained: vocnlp.Pipeline, base: vocnlp.Pipeline) -> None:
    found = list(shadow(trained, [{"id": "7", "text": UNKNOWN}]))
    assert [("7", "服务", "missed", "", "negative")] == [(d.id, d.category, d.kind, d.rule, d.model) for d in found]
    assert any("消消" in words for words in found[0].pushes)
    with pytest.raises(ModelError, match="no learned tagger"):
        list(shadow(base, [UNKNOWN]))


def test_command_line_trains_and_compares(tmp_path: Path) -> None:
    import yaml

    data, labels, out = tmp_path / "data.jsonl", tmp_path / "map.yaml", tmp_path / "out"
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows()), encoding="utf-8")
    labels.write_text(yaml.safe_dump(LABELS.model_dump(), allow_unicode=True), encoding="utf-8")
    given = ["--data", str(data), "--labels", str(labels)]

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(build(only=arguments[0]), list(arguments))

    assert 0 == run("train", "base", *given, "--out", str(out)).exit_code
    told = run("evaluate", "base", *given, "-f", "json", "--compare", str(out))
    assert 0 == told.exit_code
    figures = json.loads(told.stdout)
    assert figures["compared"]["significant"] and figures["compared"]["difference"] > 0
    assert 1 == run("evaluate", str(out), *given, "--compare", "base").exit_code
    assert 2 == run("train", "base", *given, "--out", str(tmp_path)).exit_code


def test_prediction_needs_no_scikit_learn_and_rules_no_numpy(folder: Path) -> None:
    def modules(code: str) -> set[str]:
        script = f"{code}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
        return set(
            subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
        )

    assert not {"sklearn", "scipy"} & modules(f"import vocnlp; vocnlp.load({str(folder)!r}).analyze({UNKNOWN!r})")
    assert "numpy" not in modules(f"import vocnlp; vocnlp.load('base').analyze({UNKNOWN!r})")


def test_a_category_whose_point_the_pack_lacks_is_refused(base: vocnlp.Pipeline) -> None:
    labels = LabelMap.model_validate(
        {"dataset": "x", "pack": "base", "categories": {"态度": {"point": "service.atitude"}}}
    )
    with pytest.raises(InputError, match=r"态度 -> service\.atitude；.*service\.attitude"):
        require_points(categories_of(labels), base.pack.taxonomy)
