"""Turn texts into margins by a fine-tuned encoder (BERT and its kin): the optional extra ``encoder``, torch underneath.

The files are those of Hugging Face transformers (config, safetensors, tokenizer) plus the head of one output a label.
They are read from a local folder; nothing is downloaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from vocnlp.errors import InputError, MissingExtraError, ModelError

__all__ = ["FOLDER", "Network", "Parts", "check_encoder", "logits", "read_encoder"]

FOLDER = "encoder"
_HEAD = "head.safetensors"
_LONGEST = 256
_BATCH = 32


class Parts(NamedTuple):
    """A tokenizer, the encoder behind it, and the linear head over the encoder's mean and maximum."""

    tokenizer: Any
    encoder: Any
    head: Any

    @property
    def weights(self) -> list[Any]:
        """Everything that is learned."""
        return [*self.encoder.parameters(), *self.head.parameters()]


@dataclass(frozen=True, eq=False)
class Network:
    """A fine-tuned encoder whose margins count ``weight`` times beside those of the linear model.

    From a folder it is loaded on first use, and pickles as the name of the folder.
    """

    weight: float
    folder: Path | None = None
    _parts: list[Parts] = field(default_factory=list, repr=False)

    def __reduce__(self) -> tuple[type[Network], tuple[float, Path | None, list[Parts]]]:
        return Network, (self.weight, self.folder, [] if self.folder else self._parts)

    def margins(self, texts: Sequence[str]) -> Any:
        """Return (texts, outputs) weighted log odds of every label, rounded so that batches and single texts agree.

        Raises:
            ModelError: the files cannot be read.
        """
        import numpy as np

        torch = import_module("torch")
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: list[Any] = [None] * len(texts)
        with torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                batch = order[start : start + _BATCH]
                scores = logits(self._loaded(), [texts[place] for place in batch]).double()
                rest = [scores.index_fill(1, torch.tensor([label]), -torch.inf) for label in range(scores.shape[1])]
                odds = scores - torch.stack([part.logsumexp(dim=1) for part in rest], dim=1)
                for place, row in zip(batch, odds.numpy(), strict=True):
                    found[place] = row
        return np.round(self.weight * np.array(found), 3)

    def save(self, folder: Path) -> dict[str, str]:
        """Write the files; return the SHA-256 of each by its name."""
        tokenizer, encoder, head = self._loaded()
        with _silent(import_module("transformers").utils.logging):
            encoder.half().save_pretrained(folder)
            tokenizer.save_pretrained(folder)
        encoder.float()
        held = {name: value.contiguous() for name, value in head.state_dict().items()}
        import_module("safetensors.torch").save_file(held, folder / _HEAD)
        return _hashes(folder)

    @classmethod
    def known(cls, folder: Path, described: Mapping[str, Any]) -> Network:
        """Return the network that ``model.json`` describes.

        Raises:
            ModelError: a file is damaged or missing, or the extra is not installed.
        """
        try:
            check_encoder(folder)
        except MissingExtraError:
            raise ModelError(
                "这个模型用了微调的编码器 (the model was trained with an encoder): pip install 'vocnlp[encoder]'"
            ) from None
        except InputError as error:
            raise ModelError(str(error)) from None
        found = _hashes(folder)
        wrong = [name for name, value in described["files"].items() if found.get(name) != value]
        if wrong:
            raise ModelError(f"{folder / wrong[0]} 缺失或已损坏，请重新训练 (missing or damaged; train again)")
        return cls(float(described["weight"]), folder)

    def _loaded(self) -> Parts:
        if not self._parts:
            assert self.folder is not None
            tokenizer, encoder = read_encoder(self.folder)
            held = import_module("safetensors.torch").load_file(self.folder / _HEAD)
            head = import_module("torch").nn.Linear(held["weight"].shape[1], held["weight"].shape[0])
            head.load_state_dict(held)
            self._parts.append(Parts(tokenizer, encoder, head))
        return self._parts[0]


def read_encoder(folder: Path) -> tuple[Any, Any]:
    """Return tokenizer and encoder of a folder, ready to predict.

    Raises:
        InputError: the folder holds none, or one that transformers cannot read.
        MissingExtraError: the extra is not installed.
    """
    check_encoder(folder)
    transformers, torch = import_module("transformers"), import_module("torch")
    try:
        with _silent(transformers.utils.logging):
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
            encoder = transformers.AutoModel.from_pretrained(folder, local_files_only=True, attn_implementation="eager")
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise InputError(f"{folder} 里的编码器读不了 (the encoder cannot be read): {error}") from None
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None  # not read, and random where the files have none
    return tokenizer, encoder.to(torch.float32).eval()


@contextmanager
def _silent(logging: Any) -> Iterator[None]:
    """Keep transformers from telling about weights that the files lack (the pooler) and from drawing bars."""
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def check_encoder(folder: Path) -> None:
    """Refuse a folder without an encoder, and a Python that could not read it, before time is spent.

    Raises:
        InputError: the folder has no ``config.json``.
        MissingExtraError: the extra is not installed.
    """
    if not (folder / "config.json").is_file():
        raise InputError(
            f"{folder} 里没有 config.json：给出编码器在本机的文件夹，这里从不下载 "
            "(no config.json: name a local folder of an encoder; nothing is ever downloaded)"
        )
    if find_spec("transformers") is None or find_spec("torch") is None:
        raise MissingExtraError(
            "an encoder needs torch and transformers: pip install 'vocnlp[encoder]'", name="transformers"
        )


def logits(parts: Parts, texts: Sequence[str]) -> Any:
    """Return (texts, outputs) scores of one batch; what is behind the 256th token is not read."""
    torch = import_module("torch")
    clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    read = parts.tokenizer(clean, padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
    hidden = parts.encoder(**read).last_hidden_state
    there = read["attention_mask"].unsqueeze(-1).bool()
    mean = (hidden * there).sum(dim=1) / there.sum(dim=1)
    most = hidden.masked_fill(~there, -1e4).amax(dim=1)
    return parts.head(torch.cat([mean, most], dim=1).float())


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
