"""An endpoint file held against its study file and against what its engine can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sap.engines.base import Capabilities
from sap.engines.catalogue import CAPABILITIES
from sap.errors import did_you_mean
from sap.spec.check_analyses import check_analysis
from sap.spec.check_subgroups import check_sensitivity
from sap.spec.document import Address, Document
from sap.spec.endpoint import (
    PRIMARY,
    Analysis,
    Endpoint,
    EndpointFile,
    Sensitivity,
    analyses_of,
)
from sap.spec.study import StudyFile


def check_endpoints(declared: EndpointFile, study: StudyFile | None, document: Document) -> None:
    """Report every part of an endpoint file that can't be carried out.

    Parameters
    ----------
    declared
        An endpoint file as read; what could not be read is None in it.
    study
        Its study file, None when that could not be read at all.
    document
        The document of the endpoint file, which takes the problems.
    """
    engine = _engine(declared, document)
    endpoints = declared.endpoints or ()
    if not endpoints and not declared.displays and not document.problems:
        message = "The key 'endpoints' is missing, and so is 'displays': the file asks for nothing."
        document.report(("endpoints",), message, key=True)
    for place, endpoint in enumerate(endpoints):
        if endpoint is None:
            continue
        address: Address = ("endpoints", place)
        for at, change in enumerate(endpoint.sensitivity or ()):
            if change is not None:
                _check_change(change, endpoint, document, (*address, "sensitivity", at))
        _check_accepted(endpoint, document, address)
        refused = check_sensitivity(endpoint)
        if refused:
            document.report((*address, "sensitivity"), refused, key=True)
        if study is not None:
            _check_analyses(endpoint, study, engine, document, address)


def _engine(declared: EndpointFile, document: Document) -> Capabilities | None:
    if declared.engine is None:
        return None
    if declared.engine not in CAPABILITIES:
        hint = did_you_mean(declared.engine, CAPABILITIES)
        document.report(("engine",), f"There is no engine '{declared.engine}'. {hint}")
    return CAPABILITIES.get(declared.engine)


def _check_accepted(endpoint: Endpoint, document: Document, address: Address) -> None:
    """Report an accepted finding of an analysis that is not there."""
    known = [PRIMARY, *(change.id for change in endpoint.sensitivity or () if change is not None)]
    rules = endpoint.design.accept or () if endpoint.design is not None else ()
    for place, rule in enumerate(rules):
        for item, name in enumerate(rule.analyses or () if rule is not None else ()):
            if name is not None and name not in known and None not in known:
                here = (*address, "design", "accept", place, "analyses", item)
                hint = did_you_mean(name, [one for one in known if one])
                document.report(here, f"There is no analysis '{name}' here. {hint}")


def _check_change(
    change: Sensitivity, endpoint: Endpoint, document: Document, address: Address
) -> None:
    parts = {
        name: (getattr(change, name), getattr(endpoint, name))
        for name in ("data", "limits", "model", "contrast")
    }
    kinds = [name for name in ("test", "leave_out") if document.get((*address, name)) is not None]
    if not kinds and not any(document.get((*address, name)) is not None for name in parts):
        document.report(
            (*address, "id"),
            "A sensitivity analysis changes something: data, limits, model or contrast; "
            "or it has a test or leave_out.",
        )
    if len(kinds) > 1:
        document.report(
            (*address, "leave_out"),
            "A test on unit means has no model to leave units out of; make two analyses.",
            key=True,
        )
    if change.limits is not None and document.get((*address[:-2], "limits")) is None:
        for key in {"below", "above"} - set(change.limits.values):
            document.report(
                (*address, "limits"),
                f"The key '{key}' is missing: the endpoint has no limits rule to take it from.",
                key=True,
            )
    for name, (changed, base) in parts.items():
        if changed is None or base is None or not changed.values:
            continue
        if None not in changed.values.values() and changed.applied_to(base) == base:
            document.report((*address, name), "This changes nothing: the endpoint has the same.")


@dataclass
class Reporter:
    """Notes a problem of an analysis where it was written, and once.

    Parameters
    ----------
    document
        The endpoint file.
    endpoint
        Address of the endpoint.
    sensitivity
        Address of the sensitivity analysis, None for the main one.
    changes
        The sensitivity analysis' own keys by part.
    said
        Messages of the main analysis, which its sensitivity analyses don't repeat.
    """

    document: Document
    endpoint: Address
    sensitivity: Address | None = None
    changes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    said: set[tuple[str, str]] = field(default_factory=set)

    def __call__(
        self,
        part: str,
        key: str,
        message: str,
        *,
        offset: int | None = None,
        item: int = -1,
        warning: bool = False,
    ) -> None:
        """Note a problem.

        Parameters
        ----------
        part, key
            What is wrong, for example ``model`` and ``ddf``; an empty key is the part.
        message
            What is wrong and what would be right.
        offset
            0-based place of the wrong character in the text.
        item
            Place in a list under the key, or -1.
        warning
            Whether it is a warning, which refuses nothing.
        """
        below: Address = (key,) * bool(key) + ((item,) if item >= 0 else ())
        if key == "exclude":
            below = (*below, "when")
        if self.sensitivity is None:
            self.said.add((part, message))
            address: Address = (*self.endpoint, part, *below)
        elif part in ("test", "leave_out") or key in self.changes.get(part, ()):
            address = (*self.sensitivity, part, *below)
        elif (part, message) not in self.said:
            address, offset = (*self.sensitivity, "id"), None
            message = f"With this change: {message}"
        else:
            return
        self.document.report(address, message, offset=offset, warning=warning)


def _check_analyses(
    endpoint: Endpoint,
    study: StudyFile,
    engine: Capabilities | None,
    document: Document,
    address: Address,
) -> None:
    main = Reporter(document, address)
    places = iter(at for at, change in enumerate(endpoint.sensitivity or ()) if change is not None)
    for analysis in analyses_of(endpoint):
        reporter = main
        if analysis.sensitivity is not None:
            reporter = Reporter(
                document,
                address,
                (*address, "sensitivity", next(places)),
                _changes(analysis),
                main.said,
            )
        check_analysis(analysis, study, engine, reporter)


def _changes(analysis: Analysis) -> dict[str, frozenset[str]]:
    sensitivity = analysis.sensitivity
    return {
        name: frozenset(change.values)
        for name in ("data", "limits", "model", "contrast")
        if (change := getattr(sensitivity, name)) is not None
    }
