"""The pages run: every ``>>>`` example of README and docs, each page from its top with one namespace.

After a change of words or weights ``VOCNLP_GOLDEN=write pytest tests/docs`` writes the present output into the
pages; read the difference before you commit it.
"""

from __future__ import annotations

import doctest
import os
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
TEXTS = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])
PAGES = [page for page in TEXTS if ">>> " in page.read_text(encoding="utf-8")]


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_examples_of_a_page(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = page.read_text(encoding="utf-8")
    found: list[tuple[int, int, str]] = []
    names: dict[str, object] = {}
    said: list[str] = []
    for block in BLOCK.finditer(text):
        if ">>> " not in block[1]:
            continue
        line = text.count("\n", 0, block.start(1))
        test = doctest.DocTestParser().get_doctest(block[1], names, page.name, str(page), line)
        test.globs = names
        runner = _Runner(optionflags=FLAGS)
        runner.run(test, out=said.append, clear_globs=False)
        assert [] == runner.broken, "".join(said)
        for example, got in runner.got:
            begin = block.start(1) + _offset(block[1], example.lineno + example.source.count("\n"))
            found.append((begin, begin + len(example.want), got))
    if os.environ.get("VOCNLP_GOLDEN") == "write":
        for begin, end, got in reversed(found):
            text = text[:begin] + got + text[end:]
        page.write_text(text, encoding="utf-8")
        return
    assert "" == "".join(said), "a page shows another output; if it is right: VOCNLP_GOLDEN=write pytest tests/docs"


class _Runner(doctest.DocTestRunner):
    """Keeps what every failed example printed, and those that raised: their output is never written."""

    def __init__(self, *, optionflags: int) -> None:
        super().__init__(verbose=False, optionflags=optionflags)
        self.got: list[tuple[doctest.Example, str]] = []
        self.broken: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out, test, example, got) -> None:  # type: ignore[no-untyped-def]
        (self.got if example.exc_msg is None else self.broken).append((example, got))
        super().report_failure(out, test, example, got)

    def report_unexpected_exception(self, out, test, example, exc_info) -> None:  # type: ignore[no-untyped-def]
        self.broken.append((example, str(exc_info[1])))
        super().report_unexpected_exception(out, test, example, exc_info)


def _offset(block: str, lines: int) -> int:
    """Return where a line of a block starts."""
    return sum(len(line) for line in block.splitlines(keepends=True)[:lines])


@pytest.mark.parametrize("page", TEXTS, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [] == [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", TEXTS, ids=named)
def test_commands_and_options_exist(page: Path) -> None:
    """Every ``$ vocnlp ...`` line names a command and options that the program has."""
    from typer.testing import CliRunner

    from vocnlp.cli.app import COMMANDS, build

    app, helps = build(), dict[str, str]()
    for line in re.findall(r"^\$ vocnlp (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        words = line.split("#")[0].split("|")[0].split()
        if words[0].startswith("-"):
            continue
        assert words[0] in COMMANDS, line
        if words[0] not in helps:
            helps[words[0]] = CliRunner().invoke(app, [words[0], "--help"], env={"COLUMNS": "100"}).output
        unknown = [word for word in words[1:] if word.startswith("--") and word.split("=")[0] not in helps[words[0]]]
        assert [] == unknown, line


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]
    assert [] == [page for page in pages if page != "index.md" and f"({page})" not in index]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_readme_names_every_pack_and_command(page: str) -> None:
    from vocnlp.cli.app import COMMANDS
    from vocnlp.shipped import packs

    text = (ROOT / page).read_text(encoding="utf-8")
    assert [] == [name for name in packs() if f"`{name}`" not in text]
    assert [] == [name for name in COMMANDS if f"`{name}`" not in text and f"vocnlp {name}" not in text]


def test_the_architecture_page_shows_every_floor_in_order() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    floors = [layer.strip("()") for layer in contract[0]["layers"] if layer != "__main__"]
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    drawn = page.split("## Floors", 1)[1].split("```text\n", 1)[1].split("```", 1)[0]
    assert floors == [line.split()[0] for line in drawn.splitlines()]
