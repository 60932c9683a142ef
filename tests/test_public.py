"""The public surface: what is promised is there, importing it is light, and the README tells the truth."""

from __future__ import annotations

import contextlib
import io
import pickle
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import vocnlp
from vocnlp import pipeline

ROOT = Path(__file__).parent.parent
HEAVY = (
    "jieba",
    "rjieba",
    "hanlp",
    "opencc",
    "sklearn",
    "scipy",
    "pandas",
    "numpy",
    "pyarrow",
    "pyspark",
    "pydantic",
    "rich",
)


def modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    run = [sys.executable, "-c", script]
    return set(subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())


def test_public_names_are_sorted_and_there() -> None:
    assert sorted(vocnlp.__all__) == list(vocnlp.__all__)
    assert [] == [name for name in vocnlp.__all__ if not hasattr(vocnlp, name)]
    assert set(vocnlp.__all__) <= set(dir(vocnlp))


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        vocnlp.nonsense  # noqa: B018


def test_import_is_light() -> None:
    assert set() == modules_after("import vocnlp") & set(HEAVY)


def test_analysis_needs_no_frames_and_no_models() -> None:
    loaded = modules_after("import vocnlp; vocnlp.load('base').analyze('座椅很舒服')")
    assert set() == loaded & {"jieba", "hanlp", "sklearn", "scipy", "pandas", "pyarrow", "typer"}


def test_every_module_imports_alone() -> None:
    """Each module of the package can be the first that is imported."""
    names = sorted(
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in (ROOT / "vocnlp").rglob("*.py")
        if file.name != "__main__.py"
    )
    script = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)"
    subprocess.run([sys.executable, "-c", script, *names], cwd=ROOT, check=True, capture_output=True)


def test_pipeline_pickles_and_is_safe_in_threads(automotive: vocnlp.Pipeline) -> None:
    texts = [f"第{number}次打客服电话都打不通，座椅很舒服" for number in range(40)]
    expected = [automotive.analyze(text) for text in texts]
    again = pickle.loads(pickle.dumps(automotive))
    assert again is pickle.loads(pickle.dumps(automotive)), "a process builds it once, however often it is sent"
    with ThreadPoolExecutor(4) as pool:
        assert expected == list(pool.map(automotive.analyze, texts)) == [again.analyze(text) for text in texts]


def test_a_pipeline_is_sent_to_machines_that_keep_the_shipped_packs_elsewhere(automotive: vocnlp.Pipeline) -> None:
    assert "automotive" == automotive.__reduce__()[1][0]


def test_a_pipeline_is_not_rebuilt_from_another_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "tests" / "cli" / "pack", tmp_path / "pack")
    monkeypatch.chdir(tmp_path)
    sent = pickle.dumps(vocnlp.load("pack"))
    monkeypatch.chdir(ROOT)
    assert tmp_path / "pack" == pickle.loads(sent).pack.folder
    file = tmp_path / "pack" / "taxonomy.yaml"
    file.write_text(file.read_text("utf-8").replace("排队", "等位"), "utf-8")
    pipeline._rebuild.cache_clear()
    with pytest.raises(vocnlp.PackError, match=r"not the pack that was sent"):
        pickle.loads(sent)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_shows_real_output(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first Python block is run; what it prints is the text block that follows."""
    page = (ROOT / name).read_text(encoding="utf-8")
    match = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", page, re.DOTALL)
    assert match
    code, expected = match.groups()
    assert len(code.splitlines()) <= 12
    monkeypatch.chdir(ROOT)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, name, "exec"), {})
    assert expected == out.getvalue()


def test_tutorial_code_runs() -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert blocks
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for block in blocks:
            exec(compile(block, "tutorial.md", "exec"), {})
    assert "positive" in out.getvalue() and "negative" in out.getvalue()


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/index.md", "docs/tutorial.md"])
def test_links_lead_somewhere(name: str) -> None:
    file = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8"))
    assert [] == [link for link in links if not (file.parent / link).exists()]


def test_generated_pages_are_fresh() -> None:
    subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, check=True, env=_environment())


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}
