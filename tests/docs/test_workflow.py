"""The workflow of review-an-edit.md runs: every command of it in a repository with an edit, as GitHub would run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "review-an-edit.md").read_text("utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(PAGE.split("```yaml\n")[1].split("```")[0])
STEPS = WORKFLOW["jobs"]["review"]["steps"]
KNOWN_ACTIONS = {"actions/checkout": {"fetch-depth"}, "actions/setup-python": {"python-version"}}


def test_the_workflow_is_one_that_github_reads() -> None:
    assert {"name", True, "permissions", "jobs"} == set(WORKFLOW), "YAML 1.1 reads `on` as true, GitHub does not"
    assert {"contents": "read", "pull-requests": "write"} == WORKFLOW["permissions"]
    for step in STEPS:
        assert len({"uses", "run"} & step.keys()) == 1
        assert step.keys() <= {"name", "uses", "with", "run", "env", "if"}
        if "uses" in step:
            name, _, version = step["uses"].partition("@")
            assert step.get("with", {}).keys() <= KNOWN_ACTIONS[name] and version.startswith("v")


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("git") or sys.platform == "win32", reason="needs git and bash")
def test_every_command_of_the_workflow_runs(tmp_path: Path) -> None:
    repository = tmp_path / "work" / "repository"
    pack = repository / "packs" / "my-pack"
    shutil.copytree(ROOT / "tests" / "cli" / "pack", pack)
    (repository / "corpus").mkdir()
    said = [f"第{number}次来，排队排了很久" for number in range(9)] + ["甜得刚好"]
    (repository / "corpus" / "masked.csv").write_text("\n".join(["text", *said]), "utf-8")
    git(repository, "init", "-q")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "before")
    base = git(repository, "rev-parse", "HEAD")
    edited = (pack / "taxonomy.yaml").read_text("utf-8").replace("排队", "等位")
    (pack / "taxonomy.yaml").write_text(edited, "utf-8")
    git(repository, "commit", "-q", "-a", "-m", "after")
    codes = {}
    for step in STEPS:
        if "run" not in step or step["run"].startswith("pip install"):
            continue
        script = step["run"].replace("${{ github.event.pull_request.base.sha }}", base)
        assert "${{" not in script or script.startswith("gh "), script
        if script.startswith("gh "):  # wants the network: it has to be a command that bash can read, about a file there
            script = f"test -s review.md; bash -n -c '{script.replace('${{ github.event.number }}', '1')}'"
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        run = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(run, cwd=repository, env=environment, capture_output=True, text=True, encoding="utf-8")
        assert step.get("if", "success() || failure()").startswith(("success() || failure()", "always()"))
        codes[step["name"]] = done.returncode
        assert done.returncode < 2 and "Traceback" not in done.stderr, done.stderr
    assert list(codes.values()) == [0, 1, 1, 0], (
        "the case that no longer holds; the edit that changes too much; the rest"
    )
    assert "体验指数" in (repository / "review.md").read_text("utf-8")
    assert ElementTree.parse(repository / "test-results.xml").getroot().get("failures") != "0"
