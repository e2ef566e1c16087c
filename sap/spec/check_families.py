"""Families of hypotheses held against the endpoints, and against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sap.errors import did_you_mean
from sap.spec.document import Address, Document
from sap.spec.endpoint import Endpoint, EndpointFile
from sap.spec.family import Family
from sap.spec.study import StudyFile

#: Sums of shares are of decimals; this is their rounding.
_ROUNDING = 1e-9


def check_families(study: StudyFile, document: Document) -> None:
    """Report families that can't be tested, and endpoints that belong to several.

    Parameters
    ----------
    study
        The study file as read; what could not be read is None in it.
    document
        Its document, which takes the problems.
    """
    families = _readable(study)
    member_of: dict[str, str] = {}
    for name, family in families.items():
        address: Address = ("families", name)
        for place, member in enumerate(family.of or ()):
            if member in member_of:
                message = f"'{member}' is in the family '{member_of[member]}' already."
                document.report((*address, "of", place), message)
            elif member is not None:
                member_of[member] = name
        _check_gate(name, families, document)
        _check_graph(family, document, address)


def check_members(study: StudyFile, document: Document, endpoints: Sequence[Endpoint]) -> None:
    """Report members of families that no file of the whole plan declares.

    Parameters
    ----------
    study
        The study file as read.
    document
        Its document, which takes the problems.
    endpoints
        Of all files of the plan.
    """
    known = [endpoint.id for endpoint in endpoints if endpoint.id is not None]
    for name, family in _readable(study).items():
        for place, member in enumerate(family.of or ()):
            if member is not None and member not in known:
                near = did_you_mean(member, known)
                hint = f" {near}" if near.startswith("Did") else ""
                message = f"No file declares the endpoint '{member}'.{hint}"
                document.report(("families", name, "of", place), message)


def check_membership(
    study: StudyFile, document: Document, files: Sequence[tuple[EndpointFile, Document]]
) -> None:
    """Warn of endpoints in no family, and of families at another level than their endpoints.

    Parameters
    ----------
    study
        The study file as read; without families there is nothing to belong to.
    document
        Its document, which takes the warnings about families.
    files
        Endpoint files as read, each with its document, which takes those about endpoints.
    """
    families = _readable(study)
    if not families:
        return
    members = {member for family in families.values() for member in family.of or ()}
    alphas: dict[str, float] = {}
    for declared, own in files:
        for place, endpoint in enumerate(declared.endpoints or ()):
            if endpoint is None or endpoint.id is None:
                continue
            if endpoint.id not in members:
                message = (
                    f"'{endpoint.id}' is in no family, so that no p-value of it counts as a test. "
                    "Name it in a family of the study file, or in an exploratory one."
                )
                own.report(("endpoints", place, "id"), message, warning=True)
            if endpoint.contrast is not None and endpoint.contrast.alpha is not None:
                alphas[endpoint.id] = endpoint.contrast.alpha
    for name, family in families.items():
        _check_level(name, family, alphas, document)


def _check_level(
    name: str, family: Family, alphas: Mapping[str, float], document: Document
) -> None:
    others = [one for one in family.of or () if one in alphas and alphas[one] != family.alpha]
    if family.alpha is None or not others:
        return
    levels = ", ".join(f"{one} {alphas[one]:g}" for one in others)
    message = (
        f"The family is tested at the level {family.alpha:g}, but the 'alpha' of contrasts is "
        f"another ({levels}). Write the level of the family in both places."
    )
    here: Address = ("families", name, "alpha")
    written = document.get(here) is not None
    document.report(here if written else here[:-1], message, key=not written, warning=True)


def _readable(study: StudyFile) -> dict[str, Family]:
    return {name: one for name, one in (study.families or {}).items() if one is not None}


def _check_gate(name: str, families: Mapping[str, Family], document: Document) -> None:
    gate = families[name].gate
    here = ("families", name, "gate")
    if gate is None:
        return
    if gate not in families:
        document.report(here, f"There is no family '{gate}'. {did_you_mean(gate, families)}")
        return
    if families[gate].exploratory:
        document.report(here, f"'{gate}' is exploratory: it rejects nothing, so it opens no gate.")
    if families[name].exploratory:
        document.report(here, "An exploratory family is not tested, so no gate stands before it.")
    passed = [name]
    while gate is not None and gate in families and gate not in passed:
        passed.append(gate)
        gate = families[gate].gate
    if gate == name and name == min(passed):
        document.report(here, f"The gates go in a circle: {' after '.join([*passed, name])}.")


def _check_graph(family: Family, document: Document, address: Address) -> None:
    members = [one for one in family.of or () if one is not None]
    if family.procedure != "graph":
        for key in ("weights", "transitions"):
            if getattr(family, key):
                document.report((*address, key), f"'{key}' are for a graph.", key=True)
        return
    if not family.weights:
        document.report(address, "A graph needs 'weights': where alpha begins.", key=True)
    _check_shares(family.weights, members, document, (*address, "weights"))
    for source, shares in (family.transitions or {}).items():
        here = (*address, "transitions", source)
        if source not in members:
            document.report(here, f"'{source}' is no endpoint of this family.", key=True)
        if shares is None:
            continue
        if source in shares:
            document.report((*here, source), "Nothing is passed on to itself.", key=True)
        _check_shares(shares, members, document, here)


def _check_shares(
    shares: Mapping[str, float] | None,
    members: Iterable[str],
    document: Document,
    address: Address,
) -> None:
    known = list(members)
    numbers = [share for share in (shares or {}).values() if share is not None]
    for name, share in (shares or {}).items():
        if name not in known:
            hint = did_you_mean(name, known)
            document.report((*address, name), f"'{name}' is not in 'of'. {hint}", key=True)
        if share is not None and not 0 <= share <= 1:
            document.report((*address, name), f"A share is from 0 to 1, not {share:g}.")
    if max(numbers, default=0) <= 1 and sum(numbers) > 1 + _ROUNDING:
        document.report(address, f"Together the shares are {sum(numbers):g}; at most 1.", key=True)
