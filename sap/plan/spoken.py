"""A plan in the language of its outputs."""

from __future__ import annotations

from dataclasses import replace

from sap.language import Language, language_of
from sap.plan.make import make_plan
from sap.plan.planned import Plan
from sap.spec import Spec, translated


def plan_in(spec: Spec, plan: Plan, locale: str | None = None) -> tuple[Plan, Language]:
    """Put the texts of a plan in the language that its outputs speak.

    Parameters
    ----------
    spec
        The spec.
    plan
        Its plan, of which results are made whatever the language.
    locale
        The language; default as the study file says.

    Returns
    -------
    plan : Plan
        The same plan but for its texts; its hash is that of the plan given.
    language : Language
        To be spoken while outputs are made.

    Raises
    ------
    SpecError
        When the specs have no texts in that language.
    """
    code = locale or spec.table_style.locale
    own = translated(spec, code)
    translation = spec.translations.get(code)
    language = language_of(code, translation.pairs if translation is not None else None)
    if own is spec:
        return plan, language
    return replace(make_plan(own), same_as=plan.hash), language
