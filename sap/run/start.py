"""`run`: use what a former run left where nothing has changed, or else run."""

from __future__ import annotations

from pathlib import Path

from sap.run.folder import MANIFEST, default_folder, locked, mend
from sap.run.progress import Progress, ScreenProgress
from sap.run.result import RunResult, show
from sap.run.reuse import Request, Standing, code_hash, standing_run


def run(
    spec_path: str | Path,
    output: str | Path | None = None,
    *,
    certify: bool = False,
    fresh: bool = False,
    locale: str | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Carry out all analyses of a spec, and write tables and results.

    Where neither the spec, the data, the package, the versions nor what is asked for have
    changed since the run whose outputs stand in the folder, those are the result.

    Parameters
    ----------
    spec_path
        The endpoint file.
    output
        The folder to write; default ``output/<name of the spec>``, and ``-<locale>`` where a
        language is asked for.
    certify
        Whether to hold every fit against statsmodels' own log-likelihood.
    fresh
        Whether to run even if nothing has changed.
    locale
        The language of the outputs, ``en`` or ``fr``; default as the study file says.
    progress
        Who is told what happens; default the terminal, where tables are printed too.

    Returns
    -------
    RunResult
        The results, and where they are.

    Raises
    ------
    SpecError, PlanError, DataError
        When the spec or the data cannot be right; the former outputs stay as they are.
    DesignError
        When a design misleads or can never identify a model, likewise.
    OutputError
        When the outputs cannot be written, likewise.
    """
    teller = ScreenProgress() if progress is None else progress
    folder = default_folder(spec_path, locale=locale) if output is None else Path(output)
    request = Request(Path(spec_path), folder, certify, locale)
    code_hash()  # before all else, so that code edited meanwhile counts as changed
    former = None if fresh else _former(request)
    if former is not None:
        teller.say(
            f"Nothing has changed since {former.generated}: the results in {folder} stand "
            "(--fresh runs anyway)."
        )
        for words in former.said:
            teller.say(words)
        result = former.result
    else:
        # What follows loads the numerical libraries.
        from sap.run.whole import run_fresh

        result = run_fresh(request, teller)
    if progress is None:
        show(result, teller)
    return result


def _former(request: Request) -> Standing | None:
    folder = request.folder.resolve()
    if not (folder / MANIFEST).is_file():
        return None
    with locked(folder):
        mend(folder)
        return standing_run(request)
