"""Turn an encoder and labelled texts into a network that judges whole utterances (Devlin et al. 2019).

A tenth of the texts is left out: they say what the margins of the network are worth beside those of the linear model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from vocnlp.errors import InputError
from vocnlp.hybrid.network import Network, Parts, logits, read_encoder
from vocnlp.learn.calibrate import logistic

__all__ = ["Tuned", "finetune"]

_FEWEST = 200
_EPOCHS = 3
_BATCH = 32
_BUCKET = 20  # batches that are sorted by length together
_WARM = 0.1
_RATE = 0.035  # divided by the width of the encoder: 9e-5 for 384, 4.5e-5 for 768
_SMOOTH = 0.1  # about as many labels err
_TENTH = 10


class Tuned(NamedTuple):
    """A network, the rows it did not learn from, and its weighted margins on them."""

    network: Network
    held: Any
    margins: Any


def finetune(
    source: Path,
    texts: Sequence[str],
    wanted: Any,
    linear: Any,
    *,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Tuned:
    """Fine-tune a copy of the encoder on nine tenths of the texts, and weigh it on the rest.

    Args:
        source: the folder of the encoder.
        texts: normalized texts.
        wanted: boolean (texts, labels), one label a text.
        linear: (texts, labels) left-out margins of the linear model.
        seed: of the held rows, the order of the texts and what is dropped.
        progress: hears how many texts were learned, every text counted three times.

    Raises:
        InputError: there are fewer than 200 texts, or the folder holds no encoder.
        MissingExtraError: torch or transformers is not installed.
    """
    import numpy as np

    if len(texts) < _FEWEST:
        raise InputError(
            f"微调编码器至少要 {_FEWEST} 条标注，这里有 {len(texts)} 条 (an encoder needs {_FEWEST} labelled texts)"
        )
    tokenizer, encoder = read_encoder(source)
    torch = import_module("torch")
    order = np.random.default_rng(seed).permutation(len(texts))
    held, seen = np.sort(order[: len(texts) // _TENTH]), order[len(texts) // _TENTH :]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = torch.nn.Linear(2 * encoder.config.hidden_size, wanted.shape[1])
        torch.nn.init.normal_(head.weight, std=0.02)
        torch.nn.init.zeros_(head.bias)
        parts = Parts(tokenizer, encoder, head)
        _fit(parts, [texts[place] for place in seen], wanted[seen].argmax(axis=1), seed, progress)
    plain = Network(1.0, _parts=[parts]).margins([texts[place] for place in held])
    weight = round(_worth(plain, wanted[held]) / max(_worth(linear, wanted), 0.1), 3)
    return Tuned(Network(weight, _parts=[parts]), held, weight * plain)


def _fit(parts: Parts, texts: Sequence[str], labels: Any, seed: int, progress: Callable[[int], None] | None) -> None:
    """Fit all weights by AdamW on cross entropy; the rate rises over a tenth of the steps and falls to nought."""
    import numpy as np

    torch = import_module("torch")
    rng = np.random.default_rng(seed)
    fast = torch.ops.mkldnn._is_mkldnn_bf16_supported()  # processors without bfloat16 would emulate it slowly
    rate = _RATE / parts.encoder.config.hidden_size
    optimizer = torch.optim.AdamW(parts.weights, lr=rate, weight_decay=0.01, fused=True)
    batches = [batch for _ in range(_EPOCHS) for batch in _batches(texts, rng)]
    done = 0
    parts.encoder.train()
    for step, batch in enumerate(batches):
        part = (step + 1) / len(batches)
        for group in optimizer.param_groups:
            group["lr"] = rate * min(part / _WARM, (1 - part) / (1 - _WARM))
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast):
            scores = logits(parts, [texts[place] for place in batch])
        loss = torch.nn.functional.cross_entropy(
            scores.float(), torch.from_numpy(labels[batch]), label_smoothing=_SMOOTH
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parts.weights, 1.0)
        optimizer.step()
        done += len(batch)
        if progress is not None:
            progress(done)
    parts.encoder.eval()
    with torch.no_grad():
        for weight in parts.weights:  # as they will be stored
            weight.copy_(weight.half().float())


def _batches(texts: Sequence[str], rng: Any) -> Iterator[Any]:
    """Yield the places of every text once, texts of like length together so that little is padded."""
    import numpy as np

    order, width = rng.permutation(len(texts)), _BATCH * _BUCKET
    buckets = [order[start : start + width] for start in range(0, len(order), width)]
    ranked = [bucket[np.argsort([len(texts[place]) for place in bucket], kind="stable")] for bucket in buckets]
    batches = [bucket[start : start + _BATCH] for bucket in ranked for start in range(0, len(bucket), _BATCH)]
    for place in rng.permutation(len(batches)):
        yield batches[place]


def _worth(margins: Any, wanted: Any) -> float:
    """Return the log odds that a margin is worth when nothing else is known: the slope of its logistic curve.

    Both learners are judged alone and their log odds added (a logarithmic opinion pool, Genest and Zidek 1986). One
    curve over both would count the network by how the few held rows happen to fall.
    """
    import numpy as np

    columns = np.column_stack([margins.ravel(), np.ones(wanted.size)])
    slope, _ = logistic(columns, wanted.ravel().astype(float), np.array([1.0, 0.0]), ridge=1.0)
    return max(float(slope), 0.0)
