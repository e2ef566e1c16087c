"""What a plan rests on: the sources of the methods that it uses."""

from __future__ import annotations

from sap.document.parts import Listing, Section, bullets, own_words
from sap.language import say
from sap.plan import Plan
from sap.spec import DocumentSections

ESTIMANDS = (
    "International Council for Harmonisation. E9(R1): Addendum on estimands and sensitivity "
    "analysis in clinical trials. 2019."
)
GUIDELINE = (
    "Gamble C, Krishan A, Stocken D, et al. Guidelines for the content of statistical analysis "
    "plans in clinical trials. JAMA 2017;318:2337-2343. doi:10.1001/jama.2017.18556"
)
MODELS = (
    "Bates D, Mächler M, Bolker B, Walker S. Fitting linear mixed-effects models using lme4. "
    "J Stat Softw 2015;67(1):1-48. doi:10.18637/jss.v067.i01"
)
MEANS = (
    "Searle SR, Speed FM, Milliken GA. Population marginal means in the linear model. "
    "Am Stat 1980;34:216-221. doi:10.1080/00031305.1980.10483031"
)
_KENWARD_ROGER = (
    "Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum "
    "likelihood. Biometrics 1997;53:983-997. doi:10.2307/2533558"
)
DDF = {
    "kenward-roger": _KENWARD_ROGER,
    "kenward-roger-sas": _KENWARD_ROGER,
    "satterthwaite": "Fai AH, Cornelius PL. Approximate F-tests of multiple degree of freedom "
    "hypotheses in generalized least squares analyses of unbalanced split-plot experiments. "
    "J Stat Comput Simul 1996;54:363-378. doi:10.1080/00949659608811740",
}
PROCEDURES = {
    "holm": "Holm S. A simple sequentially rejective multiple test procedure. "
    "Scand J Stat 1979;6:65-70.",
    "hochberg": "Hochberg Y. A sharper Bonferroni procedure for multiple tests of significance. "
    "Biometrika 1988;75:800-802. doi:10.1093/biomet/75.4.800",
    "graph": "Bretz F, Maurer W, Brannath W, Posch M. A graphical approach to sequentially "
    "rejective multiple test procedures. Stat Med 2009;28:586-604. doi:10.1002/sim.3495",
}
TESTS = {
    "wilcoxon": (
        "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull 1945;1:80-83. "
        "doi:10.2307/3001968",
        "Hodges JL, Lehmann EL. Estimates of location based on rank tests. "
        "Ann Math Stat 1963;34:598-611. doi:10.1214/aoms/1177704172",
    ),
}


def references(plan: Plan, texts: DocumentSections) -> Section:
    """List the sources of the methods that a plan uses, and its own.

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
    found = [GUIDELINE, ESTIMANDS]
    if any(one.kind not in ("paired-t", "wilcoxon") for one in plan.analyses):
        found += [MODELS, MEANS]
    found += [DDF[one.ddf] for one in plan.analyses if one.ddf in DDF]
    found += [PROCEDURES[one.procedure] for one in plan.families if one.procedure in PROCEDURES]
    found += [source for one in plan.analyses for source in TESTS.get(one.kind, ())]
    shown: Listing = bullets(sorted(dict.fromkeys(found)), numbered=True)
    return Section(say("References"), (shown, *own_words(texts.references)), items=("32",))
