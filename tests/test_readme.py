"""What the README shows is what sap does today."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
RULE = "─"


def fenced(language: str) -> list[str]:
    """Return the blocks of one language, in order."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", README)


def body_of(text: str) -> str:
    """Return a printed table from its page header to its last rule, without the notes below."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("Protocol:"))
    last = max(number for number, line in enumerate(lines) if line.startswith(RULE))
    return "".join(f"{line}\n" for line in lines[first : last + 1])


def test_table_is_that_of_a_run(tmp_path: Path):
    command = [sys.executable, "-m", "sap", "run", "specs/primary.yml", "--output"]
    done = subprocess.run(
        [*command, str(tmp_path / "primary")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert fenced("text")[0] == body_of(done.stdout)


def test_example_prints_what_it_says(monkeypatch: pytest.MonkeyPatch):
    (example,) = fenced("python")
    monkeypatch.chdir(ROOT)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "README.md", "exec"), {})
    assert fenced("text")[1] == printed.getvalue()


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_make_knows_its_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", README)) - {"and"}
    assert {"run", "test"} <= named
    assert [target for target in named if not re.search(rf"(?m)^{target}:", makefile)] == []
