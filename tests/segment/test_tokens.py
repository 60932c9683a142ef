"""Tokens: every backend tiles the text, knows user words, pickles, and leaves no trace outside itself."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocnlp.errors import InputError
from vocnlp.segment.segmenter import segmenter
from vocnlp.segment.tokens import Segmenter, Token, borders, tile

WORDS = ("风噪大", "打不通", "悬架")


@pytest.fixture(scope="module", params=["char", "jieba", "rjieba"])
def backend(request: pytest.FixtureRequest) -> Segmenter:
    if request.param == "rjieba":
        pytest.importorskip("rjieba", reason="rjieba is not installed on this platform")
    return segmenter(request.param, WORDS)


def test_user_words_stay_whole(backend: Segmenter) -> None:
    words = [token.text for token in backend.segment("高速风噪大，电话打不通")]
    assert {"风噪大", "打不通"} <= set(words)


def test_tokens_of_a_known_sentence(backend: Segmenter) -> None:
    tokens = backend.segment("悬架偏硬\n第2次")
    assert tokens[0] == Token(0, 2, "悬架")
    assert "".join(token.text for token in tokens) == "悬架偏硬\n第2次"


@settings(deadline=None)
@given(text=st.one_of(st.text(max_size=40), st.text("座椅很硬风噪大打不通 ，a-1\r\n😊", max_size=40)))
def test_tokens_tile_the_text(backend: Segmenter, text: str) -> None:
    for tags in (False, True):
        tokens = backend.segment(text, tags=tags)
        assert "".join(token.text for token in tokens) == text
        assert all(text[token.start : token.end] == token.text for token in tokens)
        assert [token.start for token in tokens] == [0, *(token.end for token in tokens)][: len(tokens)]


def test_pickles_as_settings(backend: Segmenter) -> None:
    backend.segment("悬架")
    copy = pickle.loads(pickle.dumps(backend))
    assert copy == backend
    assert copy.segment("悬架偏硬") == backend.segment("悬架偏硬")
    assert len(pickle.dumps(backend)) < 1000


def test_is_frozen(backend: Segmenter) -> None:
    with pytest.raises(AttributeError, match="frozen"):
        backend.words = ()


def test_threads_agree(backend: Segmenter) -> None:
    fresh = pickle.loads(pickle.dumps(backend))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(fresh.segment, ["客服电话打不通"] * 32))
    assert all(result == results[0] for result in results)


def test_parts_of_speech() -> None:
    assert [token.tag for token in segmenter("jieba").segment("座椅很硬", tags=True)] == ["n", "zg", "a"]


def test_jieba_leaves_no_handler_and_no_cache() -> None:
    program = (
        "import logging, os, sys, tempfile\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "from vocnlp.segment.segmenter import segmenter\n"
        "segmenter('jieba', ['风噪大']).segment('风噪大', tags=True)\n"
        "print(os.listdir(sys.argv[1]), logging.getLogger('jieba').handlers)"
    )
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, folder], capture_output=True, text=True, check=True
        )
    assert (ran.stdout.strip(), ran.stderr) == ("[] []", "")


def test_two_tokenizers_do_not_share_words() -> None:
    segmenter("jieba", ["很硬的椅子"]).segment("很硬的椅子")
    assert len(segmenter("jieba").segment("很硬的椅子")) > 1


def test_import_loads_no_engine() -> None:
    program = "import sys, vocnlp.segment.tokens; print({'jieba', 'rjieba', 'hanlp'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


@pytest.mark.parametrize("spec", ["jeiba", "", "HANLP"])
def test_unknown_backend_is_refused(spec: str) -> None:
    with pytest.raises(InputError, match="no segmenter"):
        segmenter(spec)


@pytest.mark.parametrize("text", ["從前\ud83d座椅很硬", "\udc00", "座\ud83d\ud83d椅"])
def test_lone_surrogates_pass(backend: Segmenter, text: str) -> None:
    for tags in (False, True):
        tokens = backend.segment(text, tags=tags)
        assert "".join(token.text for token in tokens) == text


def test_tile_keeps_what_the_engine_dropped() -> None:
    assert [token.text for token in tile("座椅 很\n硬", [("座椅", ""), ("硬", "")])] == ["座椅", " 很\n", "硬"]
    assert [token.text for token in tile("座椅", [("别的", ""), ("", "")])] == ["座椅"]


def test_borders() -> None:
    assert sorted(borders(segmenter("char", ["座椅"]).segment("座椅硬"))) == [0, 2, 3]


def test_logging_of_the_caller_is_untouched() -> None:
    before = list(logging.getLogger().handlers)
    segmenter("jieba").segment("座椅")
    assert logging.getLogger().handlers == before
