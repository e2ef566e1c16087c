"""The manifest: one clock, versions, hashes, and no path of a machine."""

import hashlib
import json
import math
from datetime import UTC, datetime

import pytest

from sap.errors import OutputError
from sap.run.manifest import file_hashes, generated_at, json_bytes, shown, versions


def test_the_time_can_be_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    assert generated_at() == "2026-02-03T04:05:06Z"


@pytest.mark.parametrize("text", ["yesterday", "1e400", "99999999999999999999", "1.5"])
def test_a_time_that_is_none_is_an_error(text, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(OutputError, match=r"SOURCE_DATE_EPOCH: .* is no time"):
        generated_at()


def test_the_time_is_that_of_the_clock(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    age = datetime.now(UTC) - datetime.fromisoformat(generated_at())
    assert 0 <= age.total_seconds() < 5


def test_versions_are_those_installed():
    import numpy

    found = versions()
    assert found["numpy"] == numpy.__version__
    assert set(found) >= {"python", "sap", "statsmodels", "great-tables", "python-docx"}


def test_hashes_of_files_and_their_names(tmp_path, monkeypatch):
    inner, outer = tmp_path / "work" / "a.csv", tmp_path / "b.csv"
    inner.parent.mkdir()
    inner.write_bytes(b"a")
    outer.write_bytes(b"b")
    monkeypatch.chdir(inner.parent)
    assert file_hashes([inner, outer]) == [
        {"file": "a.csv", "sha256": hashlib.sha256(b"a").hexdigest()},
        {"file": "b.csv", "sha256": hashlib.sha256(b"b").hexdigest()},
    ]
    assert str(tmp_path) not in shown(outer)


def test_json_is_strict_and_always_the_same():
    content = {"x": math.nan, "y": [1.5, -math.inf, {"é": (1, 2)}], "z": True}
    text = json_bytes(content)
    assert json.loads(text) == {"x": None, "y": [1.5, None, {"é": [1, 2]}], "z": True}
    assert text == json_bytes(dict(content))
    assert "é" in text.decode("utf-8")
