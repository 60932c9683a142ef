"""Turn a raw text into its normal form, with the exact map back to every raw character.

``Normalizer`` is the machine, ``normalize`` its shortest use.
"""

from __future__ import annotations

from vocnlp.normalize.normalizer import STEPS, Normalizer, normalize

__all__ = ["STEPS", "Normalizer", "normalize"]
