"""The texts of a spec that readers of the outputs see: all of them, and put in other words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sap.language import noun
from sap.spec.document_request import DocumentRequest, DocumentSections
from sap.spec.endpoint import analyses_of
from sap.spec.parts import (
    Change,
    ChangeOf,
    Kind,
    Leaf,
    ListOf,
    MapOf,
    entries,
)
from sap.spec.spec import Spec

T = TypeVar("T")
Words = Callable[[str], str]
#: Fields of a spec that hold no text of it.
NO_TEXTS = ("files", "translations", "warnings")


def in_other_words(spec: Spec, words: Words, sections: DocumentSections | None) -> Spec:
    """Put every text that readers see in other words; nothing else is changed.

    Parameters
    ----------
    spec
        The spec.
    words
        Gives the other words for a text.
    sections
        Texts of the plan as a document instead of the spec's; None for the spec's own.

    Returns
    -------
    Spec
        Of which the same plan is made but for its texts.
    """
    changed = {
        field.name: _anything(getattr(spec, field.name), words)
        for field in dataclasses.fields(spec)
        if field.name not in NO_TEXTS
    }
    document = changed["document"]
    if isinstance(document, DocumentRequest) and sections is not None:
        changed["document"] = replace(document, sections=sections)
    return replace(spec, **changed)


def texts_of(spec: Spec) -> tuple[str, ...]:
    """List every text of a spec that readers see, each once, in the order of the spec.

    Parameters
    ----------
    spec
        The spec.

    Returns
    -------
    tuple of str
        What is counted, in the singular, is among them: ``donor`` of an id `donor`.
    """
    found: dict[str, None] = {}

    def note(text: str) -> str:
        found[text] = None
        return text

    in_other_words(spec, note, None)
    return tuple(dict.fromkeys((*found, *_nouns(spec))))


def _nouns(spec: Spec) -> Iterator[str]:
    """Name what the analyses count, and what the plan as a document names without a label.

    These are units, rows of data and the layers between them, what random terms are of, and the
    effects of a sensitivity analysis.
    """
    for analysis_set in spec.analysis_sets.values():
        yield noun(analysis_set.unit)
    for dataset in spec.datasets.values():
        yield noun(dataset.row or spec.sources[dataset.from_].key[-1])
        yield from map(noun, (*dataset.layers, *dataset.sampled))
    for endpoint in spec.endpoints:
        for analysis in analyses_of(endpoint):
            formula = analysis.model.formula
            names = [name for term in formula.random for name in (*term.group, *term.lhs.variables)]
            if analysis.sensitivity is not None:
                names += formula.fixed.variables
            yield from map(noun, names)


def _anything(value: Any, words: Words) -> Any:
    """Put the texts of parts in other words, wherever they are."""
    if isinstance(value, tuple):
        return tuple(_anything(one, words) for one in value)
    if isinstance(value, Mapping):
        return {key: _anything(one, words) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _part(value, words)
    return value


def _part(part: T, words: Words) -> T:
    kinds = {field.name: field.metadata["kind"] for field in entries(type(part)).values()}
    changed = {name: _field(kind, getattr(part, name), words) for name, kind in kinds.items()}
    return replace(part, **changed)  # type: ignore[type-var]


def _field(kind: Kind, value: Any, words: Words) -> Any:
    if value is None:
        return None
    match kind:
        case Leaf():
            return _leaf(value, words) if kind.prose else value
        case ListOf(item):
            return tuple(_field(item, one, words) for one in value)
        case MapOf(_, item):
            return {key: _field(item, one, words) for key, one in value.items()}
        case ChangeOf(part):
            kinds = {field.name: field.metadata["kind"] for field in entries(part).values()}
            return Change({n: _field(kinds[n], one, words) for n, one in value.values.items()})
    return _part(value, words)


def _leaf(value: Any, words: Words) -> Any:
    if isinstance(value, Mapping):
        # A level without a label is shown by its code, which is the same in every language.
        return {code: label if label == code else words(label) for code, label in value.items()}
    return words(value)
