"""`sap document`: the plan itself, with its table shells, in Word and HTML; no data are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sap.document import Facts, PlanDocument, plan_document
from sap.document.parts import Picture
from sap.language import say, speaking
from sap.plan import Plan, make_plan
from sap.plan.spoken import plan_in
from sap.run.folder import MANIFEST, default_folder, locked, mend, refuse_foreign, write_whole
from sap.run.manifest import generated_at, json_bytes, sha256, shown, versions
from sap.run.record import Origin
from sap.run.wording import SIMULATED, families_in_words
from sap.shell.write import shell_tables
from sap.spec import Spec, load_spec
from sap.tables.multiplicity import FamilyWording
from sap.tables.number_styles import in_style
from sap.tables.table import Table

STEM = "statistical-analysis-plan"


def write_document(
    spec_path: str | Path, output: str | Path | None = None, *, locale: str | None = None
) -> tuple[Path, ...]:
    """Write the plan of a spec as a document.

    Parameters
    ----------
    spec_path
        An endpoint file, or the folder of a whole plan.
    output
        The folder to write; default ``output/<name of the spec>-document``, and ``-<locale>``
        where a language is asked for.
    locale
        The language of the document; default as the study file says.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    SpecError, PlanError
        When the spec cannot be right; the former document stays as it is.
    OutputError
        When the document cannot be written, likewise.
    """
    from sap.render.plan_docx import docx_plan
    from sap.render.plan_html import html_plan

    folder = default_folder(spec_path, "document", locale) if output is None else Path(output)
    generated = generated_at()
    spec = load_spec(spec_path)
    plan = make_plan(spec)
    told, spoken = plan_in(spec, plan, locale)
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        origin = Origin(spec, plan, folder, generated, "document", locale)
        with speaking(in_style(spoken, plan.table_style)):
            document = document_of(spec, told, generated, shell_tables(spec, told, origin))
            files = {
                f"{STEM}.docx": docx_plan(document),
                f"{STEM}.html": html_plan(document).encode("utf-8"),
            }
        manifest = {
            "simulated": plan.study.simulated,
            "study": {"id": plan.study.id, "registration": plan.study.registration},
            "generated": generated,
            "plan_hash": plan.hash,
            "spec_files": [
                {"file": shown(Path(one.file)), "sha256": one.sha256} for one in spec.files
            ],
            "versions": versions(),
            "files": [*files, MANIFEST],
            "sha256": {each: sha256(content) for each, content in files.items()},
        }
        paths = write_whole(folder.resolve(), {**files, MANIFEST: json_bytes(manifest)})
    return tuple(folder / path.name for path in paths)


def document_of(
    spec: Spec, plan: Plan, generated: str, shells: Sequence[Table] = ()
) -> PlanDocument:
    """Make the document of a plan.

    Parameters
    ----------
    spec
        Whose files are named.
    plan
        The plan.
    generated
        When, UTC, ISO 8601.
    shells
        Tables with placeholders, for an appendix.

    Returns
    -------
    PlanDocument
        Ready to be written in any form.
    """
    files = tuple(shown(Path(one.file)) for one in spec.files)
    facts = Facts(generated, files, tuple(versions().items()), _graph(plan))
    return plan_document(plan, facts, shells)


def _graph(plan: Plan) -> Picture | None:
    """Draw the families of hypotheses and their gates, as they stand before there are results."""
    if not plan.families:
        return None
    from sap.figures.drawing import Caption
    from sap.figures.graph import graph_figure

    labels = {one.endpoint_id: one.label for one in plan.analyses if one.confirmatory}
    families = families_in_words(plan.families, labels)
    title = say("Families of hypotheses and their gates")
    drawn = graph_figure(families, Caption("", say(SIMULATED) if plan.study.simulated else "", ()))
    words = say("; ").join(_in_words(one) for one in families)
    return Picture(title, f"{title}. {words}.", drawn["svg"], drawn["png"])


def _in_words(family: FamilyWording) -> str:
    said = {
        "family": family.label,
        "tested": family.in_words(),
        "endpoints": ", ".join(name for name, _ in family.members),
    }
    if family.gate:
        return say(
            "{family}: {tested}, {endpoints}, behind the gate {gate}",
            **said,
            gate=family.gate_label,
        )
    return say("{family}: {tested}, {endpoints}", **said)
