"""A file that says what the texts of a study's specs are in another language."""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sap.errors import Problem, SpecError, did_you_mean
from sap.language import language_of
from sap.language.templates import Templates, holes
from sap.markdown import outside_code
from sap.spec.document import Document, read_document
from sap.spec.document_request import DocumentSections
from sap.spec.fields import TEXT
from sap.spec.parts import ListOf, MapOf, PartOf, entry, read
from sap.spec.prose import in_other_words, texts_of
from sap.spec.spec import Spec
from sap.spec.study import StudyFile
from sap.spec.taken_in import nearest

#: A warning names so many texts; where they are needed each is an error of its own.
MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Translation:
    """What the texts of the specs are in another language."""

    texts: Mapping[str, str] = entry(
        MapOf(TEXT, TEXT, 1),
        "Text by the text of the specs; a word in braces stands for anything, on both sides.",
    )
    same: tuple[str, ...] = entry(
        ListOf(TEXT, 1), "Texts that are the same in both languages, such as pg/mL.", default=()
    )
    document: DocumentSections = entry(
        PartOf(DocumentSections),
        "Texts of the plan as a document, in Markdown.",
        default=DocumentSections(),
    )

    @property
    def pairs(self) -> dict[str, str]:
        """Every text of the specs with its counterpart."""
        return {**{text: text for text in self.same}, **self.texts}


def is_translation(document: Document) -> bool:
    """Whether a file is a translation, by its keys."""
    keys = set(document.data) if isinstance(document.data, dict) else set()
    return "texts" in keys and not keys & {"study", "endpoints", "sources"}


@dataclass(frozen=True)
class ReadTranslation:
    """A translation as read, and the file that takes its problems."""

    translation: Translation
    document: Document


def read_translations(study: StudyFile, document: Document) -> dict[str, ReadTranslation]:
    """Read the translations that a study file names.

    Parameters
    ----------
    study
        As read.
    document
        The study file, which takes the problems of the names.

    Returns
    -------
    dict
        By language; those that could not be read are not there.
    """
    made = {}
    for language, named in (study.translations or {}).items():
        if named is None:
            continue
        here = ("translations", language)
        shown = os.path.normpath(Path(document.file).parent / named)
        try:
            path = Path(shown)
            if not path.is_file() or path.parent != Path(os.path.normpath(document.file)).parent:
                message = f"There is no file '{named}' in the folder of this file."
                document.report(here, f"{message}{nearest(path)}")
                continue
            other = read_document(path, shown)
        except ValueError:
            document.report(here, f"'{named}' is no path of a file.")
            continue
        except SpecError as error:
            document.problems.extend(error.problems)
            continue
        found: Translation | None = read(PartOf(Translation), other)
        if found is not None and not other.problems:
            _check_holes(found, other)
        for problem in other.problems:
            document.add(problem)
        if found is not None and not other.problems:
            made[language] = ReadTranslation(found, other)
    return made


def _check_holes(found: Translation, document: Document) -> None:
    """Report words in braces that only one side has."""
    for text, other in found.texts.items():
        try:
            here, there = holes(text), holes(other)
        except ValueError:
            message = "Braces hold a word, as in {name}, and come in pairs."
            document.report(("texts", text), message)
            continue
        strange = sorted(set(there) - set(here))
        if strange:
            message = f"'{{{strange[0]}}}' is not in the text of the specs."
            known = f" It has: {', '.join(here)}." if here else ""
            document.report(("texts", text), message + known)
    for place, text in enumerate(found.same):
        if text in found.texts:
            message = f"'{text}' has another text above; a text is the same, or it is not."
            document.report(("same", place), message)


def check_translation(spec: Spec, found: ReadTranslation, language: str, *, whole: bool) -> None:
    """Warn of texts of the specs that have no counterpart, and of counterparts of no text.

    Where outputs in the language are asked for, a text without counterpart is an error.

    Parameters
    ----------
    spec
        The spec, of one file or of a whole plan.
    found
        The translation, whose document takes the warnings.
    language
        Its name.
    whole
        Whether the spec is a whole plan: of a single file others may have the texts.
    """
    translation, document = found.translation, found.document
    lacking = list(_lacking(spec, translation, language))
    if lacking:
        first = " ".join(lacking[:MOST_NAMED])
        more = f" And {len(lacking) - MOST_NAMED} more." if len(lacking) > MOST_NAMED else ""
        message = f"{first}{more} Outputs in '{language}' are refused until they have."
        document.report(("texts",), message, key=True, warning=True)
    if not whole:
        return
    known = Templates(translation.pairs)
    texts = texts_of(spec)
    used = {known.source_of(text) for text in texts}
    for text in translation.texts:
        if text not in used:
            message = f"No text of the specs reads '{text}'.{_hint(text, texts)}"
            document.report(("texts", text), message, key=True, warning=True)
    for place, text in enumerate(translation.same):
        if text not in used:
            message = f"No text of the specs reads '{text}'.{_hint(text, texts)}"
            document.report(("same", place), message, warning=True)


def _lacking(spec: Spec, translation: Translation, language: str) -> Iterator[str]:
    """Say of each text and section that has no counterpart that it has none."""
    known = Templates(translation.pairs)
    for text in texts_of(spec):
        if known.source_of(text) is None:
            message = f"The text '{text}' of the specs has no counterpart in '{language}'."
            yield message + _hint(text, translation.texts)
    own = spec.document.sections if spec.document is not None else DocumentSections()
    for field in dataclasses.fields(own):
        if getattr(own, field.name) and not getattr(translation.document, field.name):
            message = f"The section '{field.name}' of the document has no text in '{language}'."
            yield message


def _hint(text: str, known: Iterable[str]) -> str:
    """Suggest a text that reads much alike; empty where there is none."""
    hint = did_you_mean(text, tuple(known))
    return f" {hint}" if hint.startswith("Did") else ""


def translated(spec: Spec, language: str) -> Spec:
    """Put the texts of a spec in a language.

    Parameters
    ----------
    spec
        The spec.
    language
        One of `sap.language.LOCALES`.

    Returns
    -------
    Spec
        With the spaces that the language wants; the spec itself, as it was typed, where its own
        texts are in that language. Of the two languages that is the one of the study file, or
        the other one where the translations have that.

    Raises
    ------
    SpecError
        When the specs have no texts in that language, or not all.
    """
    translation = spec.translations.get(language)
    if translation is None:
        locale = spec.table_style.locale
        if language == locale or locale in spec.translations:
            return spec
        message = (
            f"The texts of the specs have no counterparts in '{language}'; name a file that has "
            f"them in the study file, as in 'translations: {{{language}: study.{language}.yml}}'."
        )
        raise SpecError(Problem(message, str(spec.study_path)))
    lacking = _lacking(spec, translation, language)
    problems = [Problem(message, str(spec.study_path)) for message in lacking]
    if problems:
        raise SpecError(problems)
    known = Templates(translation.pairs)
    typeset = language_of(language).grammar.typeset

    def words(text: str) -> str:
        return typeset(known.filled(text, words) or text)

    return in_other_words(spec, words, _typeset_sections(translation.document, typeset))


def _typeset_sections(
    sections: DocumentSections, typeset: Callable[[str], str]
) -> DocumentSections:
    """Typeset the texts of the plan as a document, but for code in them."""
    texts = {field.name: getattr(sections, field.name) for field in dataclasses.fields(sections)}
    made = {name: outside_code(text, typeset) for name, text in texts.items() if text}
    return dataclasses.replace(sections, **made)
