"""The house rules that a reader of the code relies on, held by the files themselves."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import house
from tests.house import ROOT, Import

MAX_LINES = 500
STUDY_WORDS = ("sclero", "ccl18", "ruxolitinib", "nct042", "lcssc", "elisa", "il4_il13", "ssc_fas")

# Written in halves, so that this file does not hold what it looks for.
FORBIDDEN = tuple(
    "".join(halves)
    for halves in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("deb.", "debian.org"),
        ("registry.", "npmjs"),
        ("conda.", "anaconda.org"),
        ("proxy.", "golang.org"),
        ("crates", ".io/"),
        ("file:", "///"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/tm", "p/"),
        ("/ho", "me/"),
        ("/op", "t/pypi"),
    )
)
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")


@pytest.fixture(scope="module")
def imports() -> tuple[Import, ...]:
    return house.all_imports()


def committed_texts() -> dict[str, str]:
    """Return the text files that are committed or will be, by name."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    texts = {}
    for name in listed:
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            # A lab's files are in a lab's encoding.
            texts[name] = content.decode("cp1252" if "/raw/" in name else "utf-8", "replace")
    return texts


def test_imports_flow_one_way(imports):
    assert house.against_the_flow(imports) == []


def test_libraries_stay_in_their_rooms(imports):
    assert house.misplaced_libraries(imports) == []


def test_plain_rooms_need_only_the_standard_library(imports):
    wrong = [
        str(found)
        for found in imports
        if house.room_of(found.importer) in house.PLAIN_ROOMS
        and not found.for_types
        and found.imported.split(".")[0] not in {*sys.stdlib_module_names, "sap"}
    ]
    assert wrong == []


def test_concrete_engines_are_imported_by_engines_only(imports):
    def concrete(module: str) -> bool:
        return house.room_of(module) == "sap.engines" and module not in {
            "sap.engines",
            "sap.engines.load",
        }

    wrong = [
        str(found)
        for found in imports
        if concrete(found.imported) and house.room_of(found.importer) != "sap.engines"
    ]
    assert wrong == []


def test_second_engine_shares_no_statistics_with_the_first(imports):
    shared = ("sap.model", "sap.solver", "sap.inference")
    for path in house.package_files():
        module = house.module_name(path)
        if module.startswith("sap.engines.pymer4"):
            brought = house.reachable(module, imports)
            assert not [name for name in brought if house.room_of(name) in shared], module


def test_nothing_of_a_spec_runs_as_code():
    wrong = [
        line
        for path in house.package_files()
        for line in house.unsafe(path.read_text(encoding="utf-8"), house.module_name(path))
    ]
    assert wrong == []


def test_sap_knows_no_study():
    wrong = [
        f"{path.relative_to(ROOT)} {line}"
        for path in house.package_files()
        for line in house.words_in(path.read_text(encoding="utf-8"), STUDY_WORDS)
    ]
    assert wrong == []


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {
        name: text.count("\n") for name, text in committed_texts().items() if name.endswith(".py")
    }
    assert lengths
    assert {name: count for name, count in lengths.items() if count > MAX_LINES} == {}


def test_no_address_and_no_machine_in_committed_files():
    wrong = [
        f"{name}: {word}"
        for name, text in committed_texts().items()
        for word in FORBIDDEN
        if word in text
    ]
    assert wrong == []


def test_nothing_is_left_unfinished():
    wrong = [name for name, text in committed_texts().items() if UNFINISHED.search(text)]
    assert wrong == []


def test_every_locked_requirement_is_exact_and_hashed():
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert {"run.lock", "test.lock"} <= {path.name for path in locks}
    for path in locks:
        text = re.sub(r"^ +#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for requirement in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[a-z0-9-]+==\S+ ", requirement), f"{path.name}: {requirement[:60]}"
            assert "--hash=sha256:" in requirement, f"{path.name}: {requirement[:60]}"


def test_locks_hold_what_the_project_declares():
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    run = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    declared = {"run": run, **{name: [*run, *extra] for name, extra in extras.items()}}
    for name, requirements in declared.items():
        locked = locked_versions(ROOT / "requirements" / f"{name}.lock")
        for text in requirements:
            wanted = Requirement(text)
            versions = locked.get(canonicalize_name(wanted.name), set())
            assert versions, f"{name}.lock lacks {text}: run `make lock`"
            assert all(v in wanted.specifier for v in versions), f"{name}.lock: {text}"


def test_locks_agree_on_shared_packages():
    run = locked_versions(ROOT / "requirements" / "run.lock")
    for path in (ROOT / "requirements").glob("*.lock"):
        other = locked_versions(path)
        shared = run.keys() & other.keys()
        assert {name: other[name] for name in shared} == {name: run[name] for name in shared}, path


def locked_versions(path: Path) -> dict[str, set[str]]:
    """Return the versions of each package of a lock (several where Pythons differ)."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", path.read_text(encoding="utf-8")):
        versions.setdefault(name, set()).add(version)
    return versions


# The rules can be broken: each of them finds a planted fault.

MODULES = frozenset({"sap.spec", "sap.spec.load", "sap.engines.statsmodels", "sap.run"})


@pytest.mark.parametrize(
    ("importer", "source", "says"),
    [
        ("sap.formula", "from sap.spec.load import load_spec", "sap.spec stands below sap.formula"),
        ("sap.inference.grid", "def f():\n    import sap.engines.statsmodels", "grid:2 imports"),
        ("sap.inference.grid", "from sap import run", "sap.run stands below sap.inference"),
        ("sap.plan", "import_module('sap.run')", "sap.run stands below sap.plan"),
        ("sap.plan", "from . import spec", "by full names"),
        ("sap.plan", "import analyses.sclero_jak", "sap imports only itself"),
        ("sap.helpers", "import sap.errors", "in no room"),
        ("sap.run", "from sap import fit", "the front door is for users"),
    ],
)
def test_import_against_the_flow_is_found(importer, source, says):
    found = house.against_the_flow(house.imports_of(source, importer, MODULES))
    assert len(found) == 1
    assert says in found[0]


def test_import_with_the_flow_is_fine():
    source = "from sap.errors import SpecError\nimport numpy\nfrom sap.spec import load"
    assert house.against_the_flow(house.imports_of(source, "sap.plan", MODULES)) == []


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("sap.inference.means", "from statsmodels.api import MixedLM"),
        ("sap.run", "def f():\n    import great_tables as gt"),
        ("sap.engines.base", "import rpy2.robjects"),
    ],
)
def test_misplaced_library_is_found(importer, source):
    assert len(house.misplaced_libraries(house.imports_of(source, importer, MODULES))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "eval(text, names)",
        "exec(text)",
        "frame.query(text)",
        "frame.eval(text)",
        "pd.eval(text)",
        "import pickle",
        "from pickle import loads",
        "def f():\n    import joblib.memory",
        "np.load(path, allow_pickle=True)",
    ],
)
def test_unsafe_code_is_found(source):
    assert len(house.unsafe(source, "sap.run")) == 1


def test_imports_for_types_are_told_apart():
    source = "import numpy\nif TYPE_CHECKING:\n    import pandas"
    found = house.imports_of(source, "sap.run", MODULES)
    assert {each.imported: each.for_types for each in found} == {"numpy": False, "pandas": True}


def test_study_words_are_found_in_code_but_not_in_docstrings():
    assert house.words_in('"""Of CCL18."""\nx = 1', STUDY_WORDS) == []
    assert len(house.words_in("column = 'CCL18'\nruxolitinib = 1", STUDY_WORDS)) == 2


def test_reach_goes_through_other_modules():
    chain = (Import("sap.engines.pymer4", "sap.a", 1), Import("sap.a", "sap.solver.moments", 1))
    assert "sap.solver.moments" in house.reachable("sap.engines.pymer4", chain)
