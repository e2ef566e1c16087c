"""Read the imports of sap's files, and say which of them go against the flow of the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sap"

# A file imports only from its own room and from rooms above it.
ROOMS = (
    "sap.errors",
    "sap.language",
    "sap.formula",
    "sap.markdown",
    "sap.engines.base",
    "sap.engines.catalogue",
    "sap.spec",
    "sap.plan",
    "sap.data",
    "sap.design",
    "sap.solver",
    "sap.model",
    "sap.inference",
    "sap.engines",
    "sap.fitting",
    "sap.ard",
    "sap.tables",
    "sap.figures",
    "sap.document",
    "sap.render",
    "sap.ars",
    "sap.run",
    "sap.shell",
    "sap.review",
    "sap.qc",
    "sap.cli",
    "sap.__main__",
    "sap",  # the front door, which opens sap.fitting on use
)

# Who may import a library outside the standard one; a library not named here is free to all.
LIBRARY_ROOMS: Mapping[str, tuple[str, ...]] = {
    "statsmodels": ("sap.engines",),
    "pymer4": ("sap.engines",),
    "rpy2": ("sap.engines",),
    "great_tables": ("sap.tables", "sap.render"),
    "docx": ("sap.render",),
    "pylatexenc": ("sap.render",),
    "typst": ("sap.render",),
    "matplotlib": ("sap.figures",),
    "patsy": ("sap.model",),
    "openpyxl": ("sap.data",),
    "pyreadstat": ("sap.data",),
    "ruamel": ("sap.spec",),
    "markdown_it": ("sap.markdown",),
}

# Rooms that need the standard library only.
PLAIN_ROOMS = (
    "sap.errors",
    "sap.language",
    "sap.formula",
    "sap.engines.base",
    "sap.engines.catalogue",
    "sap.plan",
    "sap.document",
)

UNSAFE_CALLS = frozenset({"eval", "exec", "compile", "__import__"})
UNSAFE_METHODS = frozenset({"eval", "query", "read_pickle", "to_pickle"})
UNSAFE_MODULES = frozenset({"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"})


@dataclass(frozen=True)
class Import:
    """One import: who imports, what, in which line, and whether for type checkers only."""

    importer: str
    imported: str
    line: int
    for_types: bool = False

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def module_name(path: Path) -> str:
    """Name the module of a file below the repository: sap/spec/load.py is sap.spec.load."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_files() -> tuple[Path, ...]:
    """Return sap's Python files, sorted."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


def imports_of(source: str, importer: str, modules: frozenset[str]) -> Iterator[Import]:
    """Yield each import of a source, in functions too.

    A name taken from a package is the module of that name where there is one. `import_module` with
    a literal name counts; one with a computed name yields `?`.
    """
    tree = ast.parse(source)
    typing = _lines_for_types(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(importer, alias.name, line, line in typing)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                inner = f"{origin}.{alias.name}"
                imported = inner if inner in modules else origin
                yield Import(importer, imported, line, line in typing)
        elif isinstance(node, ast.Call) and _called(node) == "import_module":
            literal = isinstance(node.args[0], ast.Constant)
            yield Import(importer, str(node.args[0].value) if literal else "?", line)


def all_imports() -> tuple[Import, ...]:
    """Return every import of every file of sap."""
    modules = frozenset(module_name(path) for path in package_files())
    return tuple(
        found
        for path in package_files()
        for found in imports_of(path.read_text(encoding="utf-8"), module_name(path), modules)
    )


def room_of(module: str) -> str | None:
    """Return the room of a module, or None: the longest name of a room that holds it."""
    holding = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    room = max(holding, key=len, default=None)
    return None if room == "sap" and module != "sap" else room


def against_the_flow(imports: Iterable[Import]) -> list[str]:
    """List the imports within sap that go down the list of rooms, or leave the house."""
    wrong = []
    for found in imports:
        if found.imported.startswith(("analyses", "tests", "benchmarks", ".")):
            wrong.append(f"{found}: sap imports only itself, by full names")
        if found.imported.split(".")[0] != "sap":
            continue
        importer, imported = room_of(found.importer), room_of(found.imported)
        if importer is None or imported is None:
            wrong.append(f"{found}: a module in no room of the house")
        elif imported == "sap":
            wrong.append(f"{found}: the front door is for users")
        elif ROOMS.index(imported) > ROOMS.index(importer):
            wrong.append(f"{found}: {imported} stands below {importer}")
    return wrong


def misplaced_libraries(imports: Iterable[Import]) -> list[str]:
    """List the imports of a library outside the rooms that may use it."""
    wrong = []
    for found in imports:
        library = found.imported.split(".")[0]
        room = room_of(found.importer) or ""
        allowed = LIBRARY_ROOMS.get(library)
        if allowed is not None and room not in allowed:
            wrong.append(f"{found}: only {' and '.join(allowed)} may")
    return wrong


def reachable(module: str, imports: Iterable[Import]) -> frozenset[str]:
    """Return all modules of sap that a module brings in, directly or through others."""
    bonds: dict[str, set[str]] = {}
    for found in imports:
        bonds.setdefault(found.importer, set()).add(found.imported)
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        for name in bonds.get(waiting.pop(), set()):
            if name.startswith("sap.") and name not in seen:
                seen.add(name)
                waiting.append(name)
    return frozenset(seen)


def unsafe(source: str, name: str) -> list[str]:
    """List what would run text as code, or read objects that can."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        line = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            called = _called(node)
            method = isinstance(node.func, ast.Attribute)
            # patsy asks its factors for `eval(state, data)`; that of pandas takes the text alone.
            asked_by_patsy = method and called == "eval" and len(node.args) == 2
            if called in (UNSAFE_METHODS if method else UNSAFE_CALLS) and not asked_by_patsy:
                wrong.append(f"{line} calls {called}")
            wrong += [f"{line} allows pickles" for word in node.keywords if _allows_pickle(word)]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            origin = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            named = [origin] if origin else [alias.name for alias in node.names]
            wrong += [f"{line} imports {x}" for x in named if x.split(".")[0] in UNSAFE_MODULES]
    return wrong


def words_in(source: str, words: Iterable[str]) -> list[str]:
    """List the words that stand in names or texts of a source, its docstrings left out."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node) is not None
    }
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            text = str(node.value)
        else:
            text = getattr(node, "id", "") or getattr(node, "arg", "") or getattr(node, "name", "")
        if pattern.search(text or ""):
            found.append(f"line {getattr(node, 'lineno', 0)}: {text}")
    return found


def _lines_for_types(tree: ast.Module) -> frozenset[int]:
    """Return the lines that stand under `if TYPE_CHECKING:`."""
    return frozenset(
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in node.body
        for line in range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
    )


def _called(node: ast.Call) -> str:
    """Name the function that a call calls, without its module."""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def _allows_pickle(keyword: ast.keyword) -> bool:
    """Tell whether a keyword is `allow_pickle` with anything but a plain False."""
    plain = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
    return keyword.arg == "allow_pickle" and not plain
