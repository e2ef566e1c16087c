"""The first pages: what the plan is, its versions, its people, their signatures; background."""

from __future__ import annotations

from sap.document.estimands import estimands
from sap.document.parts import Grid, Section, own_words, row
from sap.language import noted, say
from sap.plan import Plan
from sap.spec import Author, DocumentRequest, DocumentSections

#: Who signs a plan; the names of those whom the spec does not name are left to be written.
SIGNING = (
    noted("Person who wrote the plan"),
    noted("Senior statistician responsible"),
    noted("Chief investigator or clinical lead"),
)


def administrative(plan: Plan, request: DocumentRequest) -> Section:
    """Write the administrative information.

    Parameters
    ----------
    plan
        The plan.
    request
        What the spec says for the document.

    Returns
    -------
    Section
    """
    return Section(
        say("Administrative information"),
        sections=(
            Section(say("Title and registration"), (_identity(plan),), items=("1",)),
            Section(
                say("Version of the plan"),
                _versions(request),
                items=("2", "4") if request.revisions else ("2",),
            ),
            Section(say("Version of the protocol"), _protocol(request), items=("3",)),
            Section(say("Roles and responsibilities"), _people(request.authors), items=("5",)),
            Section(say("Signatures"), (_signatures(request.authors),), items=("6",)),
        ),
    )


def _identity(plan: Plan) -> Grid:
    study = plan.study
    rows = [(say("Title"), study.title), (say("Study"), study.id)]
    rows += [(say("Registration"), study.registration)] if study.registration else []
    rows += [(say("Sponsor"), study.sponsor)] if study.sponsor else []
    rows += [(say("Data"), say("SIMULATED"))] if study.simulated else []
    shown = tuple(row(*one) for one in rows)
    heads = (say("Item"), say("Text"))
    return Grid(say("Title and registration"), heads, (0.25, 0.75), shown, titled=False)


def _versions(request: DocumentRequest) -> tuple[Grid, ...]:
    rows = [row(one.version, one.date, one.change) for one in request.revisions]
    if not rows and (request.version or request.date):
        rows = [row(request.version or "", request.date or "", say("This version"))]
    if not rows:
        return ()
    heads = (say("Version"), say("Date"), say("Change"))
    return (Grid(say("Versions"), heads, (0.15, 0.2, 0.65), tuple(rows)),)


def _protocol(request: DocumentRequest) -> tuple[Grid, ...]:
    if request.protocol_version is None:
        return ()
    one = row(say("Version of the protocol"), request.protocol_version)
    return (Grid(say("The protocol"), (say("Item"), say("Text")), (0.35, 0.65), (one,)),)


def _people(authors: tuple[Author, ...]) -> tuple[Grid, ...]:
    if not authors:
        return ()
    rows = tuple(row(one.name, one.role, one.affiliation or "") for one in authors)
    heads = (say("Name"), say("Role"), say("Affiliation"))
    return (Grid(say("Contributors"), heads, (0.3, 0.35, 0.35), rows),)


def _signatures(authors: tuple[Author, ...]) -> Grid:
    signing = [(one.role, one.name) for one in authors] or [(say(role), "") for role in SIGNING]
    return Grid(
        say("Signatures"),
        (say("Role"), say("Name"), say("Signature"), say("Date")),
        (0.28, 0.26, 0.28, 0.18),
        tuple(row(role, name, "", "") for role, name in signing),
        boxed=True,
        titled=False,
    )


def introduction(plan: Plan, texts: DocumentSections) -> Section:
    """Write the background, the objectives and the estimands.

    Parameters
    ----------
    plan
        The plan.
    texts
        What the spec says.

    Returns
    -------
    Section
    """
    return Section(
        say("Introduction"),
        sections=(
            Section(say("Background and rationale"), own_words(texts.background), items=("7",)),
            Section(say("Objectives"), own_words(texts.objectives), items=("8",)),
            Section(say("Estimands"), estimands(plan)),
        ),
    )
