"""Write the pages that are derived from the program, or with ``--check`` tell whether they are fresh."""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from vocnlp.cli.app import COMMANDS  # noqa: E402 - of this checkout, whether installed or not
from vocnlp.cli.check import PACK_CODES  # noqa: E402
from vocnlp.routing.check import ROUTING_CODES  # noqa: E402
from vocnlp.taxonomy.checks.registry import CHECKS, LOADER_CODES  # noqa: E402

HEAD = """# Command line

Generated from the program by `make docs`; do not edit.

Exit codes of every command: 0 all is well; 1 there are findings (problems in a pack, failed cases, rejected rows);
2 the call or its input is wrong; 130 interrupted with Ctrl-C.
"""


def cli_page() -> str:
    """Return the help of every command as one page."""
    parts = [HEAD, block("vocnlp --help", help_of())]
    parts += [f"## {name}\n\n{block(f'vocnlp {name} --help', help_of(name))}" for name in COMMANDS]
    return "\n".join(parts)


CHECKS_HEAD = """# Checks

Generated from the checks by `make docs`; do not edit.

`vocnlp check` reports every problem at once, as `file:line:col: level: message (code)`. A check that does not apply is
silenced where it does not, visibly: `silence: [code]` on an entry, on a point, or at the top of the file.

The inline examples of the pack run as well: one that does not hold is an error, `failing-example`; `vocnlp test` says
why.
"""


def checks_page() -> str:
    """Return every code that a check may report, with the docstring of its module and a file that has the defect."""
    codes: dict[str, list[str]] = {}
    for code, module in CHECKS.items():
        codes.setdefault(module.__name__, []).append(code)
    parts = [CHECKS_HEAD]
    for found in codes.values():
        _, _, text = inspect.cleandoc(CHECKS[found[0]].__doc__ or "").partition(": ")
        first, _, rest = text.partition("\n")
        told = f"{first[:1].upper()}{first[1:]}\n{rest}".replace("``", "`").strip()
        parts.append(f"## {', '.join(found)}\n\n{told}\n")
        parts += [f"```yaml\n{bad}```\n" for code in found if (bad := defect(code))]
    parts.append(
        "## What loading itself reports\n\nThese are errors and cannot be silenced.\n\n| code | what |\n|---|---|"
    )
    parts += [f"| {code} | {text} |" for code, text in LOADER_CODES.items()]
    for title, known in (("A routing table", ROUTING_CODES), ("A pack as a whole", PACK_CODES)):
        parts.append(f"\n## {title}\n\n| code | what |\n|---|---|")
        parts += [f"| {code} | {text} |" for code, text in known.items()]
    return "\n".join(parts) + "\n"


def defect(code: str) -> str:
    """Return the file of ``tests/bad`` that has this defect, without its first line; empty when there is none."""
    for file in sorted((ROOT / "tests" / "bad").glob("*.yaml")):
        expected, _, text = file.read_text(encoding="utf-8", errors="replace").partition("\n")
        if expected.startswith(f"# expect: {code} "):
            return text
    return ""


def block(command: str, output: str) -> str:
    return f"```console\n$ {command}\n{output.rstrip()}\n```\n"


def help_of(*command: str) -> str:
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "PYTHONUTF8": "1", "PYTHONPATH": str(HERE.parent)}
    run = [sys.executable, "-m", "vocnlp", *command, "--help"]
    return subprocess.run(run, env=environment, check=True, capture_output=True, encoding="utf-8").stdout


def readme(file: Path) -> str:
    """Return a README whose first ``text`` block is what its first ``python`` block prints."""
    page = file.read_text(encoding="utf-8")
    match = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", page, re.DOTALL)
    assert match, f"{file} has no example"
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(match[1], file.name, "exec"), {})
    return page[: match.start(2)] + out.getvalue() + page[match.end(2) :]


ROOT = HERE.parent
PAGES: dict[Path, Callable[[], str]] = {
    HERE / "reference" / "cli.md": cli_page,
    HERE / "reference" / "checks.md": checks_page,
    ROOT / "README.md": lambda: readme(ROOT / "README.md"),
    ROOT / "README.zh.md": lambda: readme(ROOT / "README.zh.md"),
}


def main() -> int:
    stale = 0
    for file, make in PAGES.items():
        page = make()
        if "--check" not in sys.argv:
            file.parent.mkdir(exist_ok=True)
            file.write_text(page, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != page:
            print(f"{file.relative_to(HERE.parent)} is stale; run: make docs", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
