"""The sentences of every shipped pack hold as written and in the words of Taiwan and Hong Kong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vocnlp.shipped import packs


@pytest.mark.parametrize("pack", packs())
def test_every_sentence_in_three_scripts(vocnlp_cli: Callable[..., Any], pack: str) -> None:
    told = vocnlp_cli("test", pack, "--script", "all")
    assert 0 == told.code, told.out
