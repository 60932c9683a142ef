"""Hold the frozen values that cross floors; behaviour that makes them lives above.

Offsets are half-open and count code points of the RAW text unless a name says ``text``.
"""

from __future__ import annotations

from vocnlp.types.analysis import Analysis, Cause, Decision, Evidence, Opinion, Signal
from vocnlp.types.text import Edit, NormalizedText, Span
from vocnlp.types.utterance import Turn, Utterance

__all__ = [
    "Analysis",
    "Cause",
    "Decision",
    "Edit",
    "Evidence",
    "NormalizedText",
    "Opinion",
    "Signal",
    "Span",
    "Turn",
    "Utterance",
]
