"""Turn the ``model`` folder of a pack into a Hybrid, and a Hybrid's parts into such a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vocnlp.errors import ModelError
from vocnlp.hybrid.combine import Hybrid
from vocnlp.hybrid.network import FOLDER, Network
from vocnlp.hybrid.reading import Category
from vocnlp.hybrid.route import ModelRouter
from vocnlp.hybrid.whole import ModelWhole
from vocnlp.linear.decide import AnyOf, OneOf
from vocnlp.linear.encode import Encoder
from vocnlp.linear.store import load_models, save_models
from vocnlp.sentiment.model import ModelScorer
from vocnlp.tagging.inputs import Inputs
from vocnlp.tagging.model import ModelTagger
from vocnlp.taxonomy.model import Taxonomy

__all__ = ["load_hybrid", "save_hybrid"]


def load_hybrid(folder: Path, taxonomy: Taxonomy) -> Hybrid:
    """Load what ``vocnlp train`` wrote.

    Raises:
        ModelError: the files are damaged, too new, or speak of points that the taxonomy does not have.
    """
    models, header = load_models(folder)
    try:
        parts: Mapping[str, Any] = header["parts"]
        origin = str(header["id"])
        categories = {
            name: Category(spec["point"], tuple(spec["include"]), tuple(spec["exclude"]))
            for name, spec in header["categories"].items()
        }
        tagger = AnyOf.from_dict(models["tagger"], parts["tagger"]) if "tagger" in parts else None
        scorer = OneOf.from_dict(models["polarity"], parts["polarity"]) if "polarity" in parts else None
        whole = OneOf.from_dict(models["whole"], parts["whole"]) if "whole" in parts else None
        groups = AnyOf.from_dict(models["groups"], parts["groups"]) if "groups" in parts else None
        encoder = Encoder.known(header["encoder"]) if header.get("encoder") else None
        abstain = float(header.get("abstain", 0.0))
        subject = str(header.get("subject", ""))
        network = Network.known(folder / FOLDER, header["network"]) if header.get("network") else None
        departments = {name: tuple(given) for name, given in header.get("departments", {}).items()}
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder}/model.json 不完整 (is incomplete): {error}") from None
    for name, spec in categories.items():
        if spec.point not in taxonomy.points:
            raise ModelError(
                f"{folder} 的类别 {name} 指向 {spec.point}，行业包里没有这个体验点 "
                f"(category {name} points to {spec.point}, which the pack does not have)"
            )
    return Hybrid.build(
        categories,
        {name: point.path for name, point in taxonomy.points.items()},
        {name: point.policy for name, point in taxonomy.points.items()},
        ModelTagger(tagger, origin, Inputs.of(tagger.model, encoder)) if tagger else None,
        ModelScorer(scorer, origin) if scorer else None,
        ModelWhole.build(whole, subject, network) if whole else None,
        "negative" if header.get("assumed") == "negative" else "neutral",
        ModelRouter(groups, departments, origin) if groups else None,
        abstain,
    )


def save_hybrid(
    folder: Path,
    header: Mapping[str, Any],
    categories: Mapping[str, Category],
    parts: Mapping[str, AnyOf | OneOf],
) -> None:
    """Write the parts ("tagger", "polarity", "whole", "groups") and what is known about them."""
    known = {
        **header,
        "categories": {
            name: {"point": spec.point, "include": list(spec.include), "exclude": list(spec.exclude)}
            for name, spec in categories.items()
        },
        "parts": {name: part.to_dict() for name, part in parts.items()},
    }
    save_models(folder, {name: part.model for name, part in parts.items()}, known)
