"""Translate the customer's voice: Chinese comments in; points, opinions, causes and decisions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vocnlp.errors import InputError, MissingExtraError, ModelError, PackError, PackNotFoundError, VocnlpError
    from vocnlp.pipeline import Pipeline, load
    from vocnlp.types import Analysis, Cause, Decision, Evidence, Opinion, Signal, Span, Utterance

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "Cause",
    "Decision",
    "Evidence",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "Opinion",
    "PackError",
    "PackNotFoundError",
    "Pipeline",
    "Signal",
    "Span",
    "Utterance",
    "VocnlpError",
    "load",
]

_HOME = {
    **dict.fromkeys(("load", "Pipeline"), "vocnlp.pipeline"),
    **dict.fromkeys(
        ("Analysis", "Cause", "Decision", "Evidence", "Opinion", "Signal", "Span", "Utterance"), "vocnlp.types"
    ),
    **dict.fromkeys([name for name in __all__ if name.endswith("Error")], "vocnlp.errors"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``import vocnlp`` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'vocnlp' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
