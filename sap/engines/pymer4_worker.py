"""The process in which R runs: imports pymer4 once, then answers requests until its input ends.

One request is a line of JSON on standard input, one answer a line on standard output.
An R that is started, crashes or prints can so neither slow nor harm the process that
asks. Started as ``python -m sap.engines.pymer4_worker``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

R_LIBRARY = Path(sys.prefix) / "share" / "sap" / "r-library"
"""Where `make r` puts the placeholder for an R package that pymer4 loads and sap never calls."""


class PackageOnDemand:
    """An R package whose functions are wrapped when they are asked for.

    rpy2's `importr` wraps every function of a package, twice. pymer4 imports ten packages
    in 24 calls, 15,000 functions, and uses about forty: two thirds of the time of its
    import. This wraps the forty.

    Parameters
    ----------
    name
        Of an R package.
    """

    def __init__(self, name: str) -> None:
        import rpy2.robjects as ro

        self._namespace = ro.r["asNamespace"](name)
        names = ro.r["ls"](self._namespace, all_names=True)
        self._r_names = {r_name.replace(".", "_"): r_name for r_name in names}
        self._r_names.update((r_name, r_name) for r_name in names)

    def __getattr__(self, name: str) -> Any:
        import rpy2.robjects as ro

        if name.startswith("__") or name not in self._r_names:
            raise AttributeError(name)
        return ro.r["get"](self._r_names[name], self._namespace)


@contextmanager
def packages_on_demand() -> Iterator[None]:
    """Let `importr` wrap R packages on demand while pymer4 is imported."""
    # Imported before, so that rpy2's own modules get what they expect.
    import rpy2.robjects.numpy2ri
    import rpy2.robjects.packages as packages
    import rpy2.robjects.pandas2ri  # noqa: F401

    usual = packages.importr
    packages.importr = cache(PackageOnDemand)
    try:
        yield
    finally:
        packages.importr = usual


class RSession:
    """pymer4 and R, loaded, with the models fitted so far.

    Parameters
    ----------
    say
        Called with a sentence at each step of the start.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        say("Starting R")
        from rpy2.rinterface_lib import callbacks, embedded

        options: Any = ("rpy2", "--quiet", "--no-save", "--no-restore", "--no-init-file")
        embedded.set_initoptions(options)
        console: Any = callbacks
        self.heard: list[str] = []
        console.consolewrite_warnerror = console.consolewrite_print = self.heard.append
        import rpy2.robjects as ro

        paths = ro.r[".libPaths"]
        if R_LIBRARY.is_dir():
            # Last, so that a real package goes before its placeholder.
            paths(ro.StrVector([*paths(), str(R_LIBRARY)]))
        say("Loading pymer4, lme4, lmerTest, pbkrtest and emmeans (once a run)")
        with packages_on_demand():
            import pymer4.tidystats as pymer4
        console.consolewrite_warnerror = console.consolewrite_print = self.heard.append
        self._ro: Any = ro
        self._pymer4: Any = pymer4
        self._models: dict[int, Any] = {}
        self._grids: dict[tuple[int, str], Any] = {}
        for name in ("pymer4_inference.R", "pymer4_paired.R"):
            ro.r(files("sap.engines").joinpath(name).read_text(encoding="utf-8"))
        self._r("sap_settings")()
        self._control = self._r("sap_control")()

    def versions(self) -> dict[str, Any]:
        """Return the versions of pymer4, R and the R packages behind the numbers."""
        found: dict[str, Any] = {"pymer4": version("pymer4"), "rpy2": version("rpy2")}
        return found | self._named(self._r("sap_versions")())

    def fit(
        self,
        model: int,
        formula: str,
        reml: bool,
        numbers: Mapping[str, list[float]],
        factors: Mapping[str, tuple[list[int], list[str]]],
        scale: float,
        shift: float,
    ) -> dict[str, Any]:
        """Fit a model with pymer4's lmer and keep it under the number `model`."""
        import polars as pl

        columns = {name: pl.Series(values, dtype=pl.Float64) for name, values in numbers.items()}
        for name, (codes, levels) in factors.items():
            text = [levels[code] for code in codes]
            columns[name] = pl.Series(text, dtype=pl.Enum(levels))
        self._models[model] = self._optimum(
            formula, data=pl.DataFrame(columns), REML=reml, control=self._control
        )
        facts = self._named(self._r("sap_facts")(self._models[model], scale, shift))
        return facts | self._named(self._r("sap_confounded")(self._models[model]))

    def _optimum(self, formula: str, **options: Any) -> Any:
        """Fit a model; where it ends on the boundary, once more from the other side."""
        found = self._pymer4.lmer(formula, **options)
        start = self._r("sap_restart")(found)
        if not len(start):
            return found
        again = self._pymer4.lmer(formula, start=start, **options)
        return self._r("sap_better")(found, again)

    def coefficients(
        self, model: int, ddf: str, level: float, scale: float, shift: float
    ) -> dict[str, Any]:
        """Return estimates and tests of the coefficients."""
        made = self._r("sap_coefficients")(self._models[model], ddf, level, scale, shift)
        return self._named(made)

    def tests(self, model: int, ddf: str, type: int) -> dict[str, Any]:
        """Return the F test of each term."""
        return self._named(self._r("sap_tests")(self._models[model], ddf, str(type)))

    def means(
        self,
        model: int,
        grid: Mapping[str, Any],
        specs: list[str],
        by: list[str],
        **options: Any,
    ) -> dict[str, Any]:
        """Return EMMs, or contrasts of them, by pymer4's emmeans."""
        import numpy as np

        frame = self._pymer4.emmeans(
            self._grid(model, grid),
            specs,
            by=by or None,
            infer=np.array([True, True]),
            **options,
        )
        return {name: frame[name].to_list() for name in frame.columns}

    def paired(
        self,
        kind: str,
        value: list[float],
        unit: list[int],
        treated: list[bool],
        transformation: str,
        level: float,
    ) -> dict[str, Any]:
        """Return a paired test of unit means by R's own tests; NaN as None."""
        ro = self._ro
        found = self._named(
            self._r("sap_paired")(
                kind,
                ro.FloatVector(value),
                ro.IntVector(unit),
                ro.BoolVector(treated),
                transformation,
                level,
            )
        )
        return {name: [None if x != x else x for x in values] for name, values in found.items()}

    def forget(self, models: list[int]) -> None:
        """Drop models and what was made of them."""
        for model in models:
            self._models.pop(model, None)
        for key in [key for key in self._grids if key[0] in models]:
            del self._grids[key]

    def _grid(self, model: int, asked: Mapping[str, Any]) -> Any:
        key = (model, json.dumps(asked, sort_keys=True))
        if key not in self._grids:
            at = self._ro.ListVector(
                {
                    name: self._ro.StrVector(values)
                    if isinstance(values[0], str)
                    else self._ro.FloatVector(values)
                    for name, values in asked["at"].items()
                }
            )
            self._grids[key] = self._r("sap_grid")(
                self._models[model],
                asked["ddf"],
                at,
                asked["scale"],
                asked["shift"],
                asked["transformation"],
            )
        return self._grids[key]

    def _r(self, name: str) -> Any:
        return self._ro.globalenv[name]

    def _named(self, value: Any) -> dict[str, Any]:
        """Turn a named list of R into a dict."""
        names = [str(name) for name in value.names]
        return dict(zip(names, (self._plain(part) for part in value), strict=True))

    def _plain(self, value: Any) -> Any:
        """Turn R's lists and vectors into lists and numbers; single values stay in lists."""
        ro = self._ro
        if isinstance(value, ro.ListVector):
            if value.names is not ro.NULL:
                return self._named(value)
            return [self._plain(part) for part in value]
        return list(value)


def answer(session: RSession, line: str) -> dict[str, Any]:
    """Carry out one request: ``{"forget": models, "do": name, "with": {...}}``."""
    from rpy2.rinterface_lib.embedded import RRuntimeError

    session.heard.clear()
    try:
        request = json.loads(line)
        session.forget(request["forget"])
        result = getattr(session, request["do"])(**request["with"])
    except RRuntimeError as error:
        return {"error": str(error).strip(), "heard": session.heard}
    except Exception as error:  # the process goes on: other models are held in it
        return {"error": f"{type(error).__name__}: {error}", "heard": session.heard}
    return {"result": result, "heard": session.heard}


def serve(source: TextIO, sink: TextIO) -> None:
    """Answer requests until the source ends."""

    def write(message: Mapping[str, Any]) -> None:
        sink.write(json.dumps(message) + "\n")
        sink.flush()

    session = RSession(lambda words: write({"progress": words}))
    write({"ready": session.versions()})
    for line in source:
        write(answer(session, line))


def main() -> None:
    """Talk over the standard streams, out of reach of what R prints."""
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin, sink)


if __name__ == "__main__":
    main()
