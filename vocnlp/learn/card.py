"""Turn what is known about a learned model into its model card (Mitchell et al. 2019), in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vocnlp.learn.train import Trained

__all__ = ["model_card"]

_NETWORK = (
    "Beside the linear model a fine-tuned encoder judges whole utterances: `encoder/` has its weights and vocabulary. "
    "What both reach together (joined) was counted on the tenth of the rows that it did not see.",
    "",
)
_PARTS = {
    "tagger": "体验点识别 categories",
    "polarity": "情感倾向 polarity",
    "whole": "整句倾向 whole utterance",
    "groups": "派单组 routing groups",
}


def model_card(header: Mapping[str, Any], trained: Trained) -> str:
    """Return the card: what it does, what it learned from, how good it was on left-out rows, what it is not for."""
    data = header["data"]
    lines = [
        f"# {header['id']}",
        "",
        f"Learned parts of the pack `{header['pack']}`, made by vocnlp {header['vocnlp']} with seed {header['seed']}.",
        "",
        "## Training data",
        "",
        f"{data['dataset']}: {data['rows']} utterances, SHA-256 of what was learned `{data['sha256']}`. "
        f"Licence: {data['licence'] or 'not stated; weights follow the licence of the data'}.",
        "",
        "## Figures of the inner 3-fold cross-validation",
        "",
        "| part | classes | strength C | figure |",
        "|---|---|---|---|",
    ]
    for name, part in trained.parts.items():
        known = dict(trained.figures[name])
        strength = known.pop("strength")
        figures = ", ".join(f"{key} {value:.3f}" for key, value in known.items())
        lines.append(f"| {_PARTS[name]} | {len(part.model.outputs)} | {strength:g} | {figures} |")
    lines += [
        "",
        "Thresholds and class offsets were chosen on the same left-out rows, so the figures are a little too good: "
        "measure with `vocnlp evaluate` on rows that were not used for training.",
        "",
        "## How it works",
        "",
        f"Linear support vector machines over {_read(trained)} and over what the rules of the pack found. "
        "The weights hold no words: n-grams are hashes. Another version of the pack changes the inputs: train again.",
        "",
        *(_NETWORK if trained.networks else ()),
        "## Limits",
        "",
        "It repeats the habits of those who labelled the data, knows nothing of categories outside its label map, and "
        "should be retrained when products, customers or labels change.",
    ]
    return "\n".join(lines) + "\n"


def _read(trained: Trained) -> str:
    inputs = trained.inputs
    subject = f"the same crossed with the field `{trained.subject}`" if trained.subject else ""
    more = [name for name, there in (("words", inputs.cutter), ("sentence vectors", inputs.encoder)) if there]
    return " and ".join(filter(None, ["hashed character n-grams", *more, subject]))
