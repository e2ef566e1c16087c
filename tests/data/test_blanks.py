"""What the medium itself brings, taken off: values by hand, limits, shares, and their reasons."""

from __future__ import annotations

import numpy as np
import pytest

from sap.ard.data import data_rows
from sap.ard.rows import Analysis
from sap.data.derive import derive_in_sources
from sap.errors import DataError, SpecError
from sap.plan import make_plan
from tests.data.test_derive import declare

# In each jar two values stand before their blank, of kind b: 10, 11 and 12; then 13, 14 and 15.
BLANK = 'blank: kind == "b", by: [jar]'


def net(rule: str = "blank_below: zero", beyond: str = "limit", limits: str = "") -> str:
    return (
        f"net: {{label: Net, type: number, unit: mg, {limits}derived: "
        f"{{minus_blank: {{of: level, {BLANK}, {rule}}}, beyond: {beyond}}}}}"
    )


LIMITED = "limits: {lower: low, upper: net_high}, "
NET_HIGH = (
    "net_high: {label: Upper limit of the net, type: number, unit: mg, derived: {minus_blank: "
    f"{{of: high, less: level, {BLANK}, blank_below: zero}}, beyond: limit}}}}"
)


def table(small, *variables: str):
    for variable in variables:
        declare(small, variable)
    tables = small.read()
    return derive_in_sources(small.spec, tables)["values"]


@pytest.mark.parametrize(
    ("rule", "expected"), [("zero", [10.0, 11.0]), ("limit", [5.0, 6.0]), ("missing", [])]
)
def test_a_blank_below_its_limit_counts_as_declared(small, rule, expected):
    small.set_cell("values", 4, "level", "<5")
    small.set_cell("values", 4, "low", "5")
    made = table(small, net(f"blank_below: {rule}"))
    assert made.frame["net"][:2].dropna().tolist() == expected


def test_a_blank_that_is_a_number_below_the_limit_is_below_it_too(small):
    small.set_cell("values", 4, "low", "12.5")
    assert table(small, net()).frame["net"][:2].tolist() == [10.0, 11.0]


def test_what_lies_above_its_limit_is_no_blank(small):
    small.set_cell("values", 4, "level", ">20")
    small.set_cell("values", 4, "high", "20")
    made = table(small, net())
    assert made.frame["net"][:2].isna().all()
    assert set(made.reasons["net"][:2]) == {
        "There is no blank with the same jar, so none can be subtracted"
    }
    assert made.reasons["net"][2] == ""


def test_limits_go_with_the_difference(small):
    """Below is below, above is at least the limit less the blank."""
    small.set_cell("values", 2, "level", "<11")
    small.set_cell("values", 2, "low", "11")
    small.set_cell("values", 3, "level", ">20")
    small.set_cell("values", 3, "high", "20")
    made = table(small, net(limits=LIMITED), NET_HIGH)
    assert made.frame["net"][:2].tolist() == [11.0, 20.0 - 12.0]
    assert made.frame["net_high"][:2].tolist() == [1000.0 - 12.0, 20.0 - 12.0]
    assert made.marks["net"][:3].tolist() == [-1, 1, 0]


def test_a_difference_below_the_limit_is_analysed_by_the_rule_for_limits(small):
    """By hand: in each jar 10 - 12 = -2, below the limit of 1, counts as 1/2."""
    declare(small, NET_HIGH)
    declare(small, net(limits=LIMITED))
    small.change("endpoint", "log(level)", "log(net)")
    small.set_cell("values", 2, "level", "19")
    data = small.analysis()
    assert data.frame["net"][:3].tolist() == [7.0, 0.5, 0.5]
    assert data.below[:3].tolist() == [False, True, True]


def test_beyond_missing_leaves_out_what_lies_beyond(small):
    small.set_cell("values", 2, "level", "<11")
    small.set_cell("values", 2, "low", "11")
    made = table(
        small, net(beyond="missing", limits=LIMITED), NET_HIGH.replace("limit}}", "missing}}")
    )
    assert np.isnan(made.frame["net"][0])
    assert made.marks["net"][0] == 0


def test_where_blanks_are_nearly_all_there_is_no_difference(small):
    """Of jar 1 the values are 100 and 110, their blank 12; in jar 2 13 and 14, of which 15."""
    small.set_cell("values", 2, "level", "100")
    small.set_cell("values", 3, "level", "110")
    made = table(small, net("blank_below: zero, largest_share: 0.8"))
    assert made.frame["net"][:6].isna().tolist() == [False, False, True, True, True, True]
    assert made.frame["net"][:2].tolist() == [88.0, 98.0]
    assert made.reasons["net"][3] == (
        "The blanks alone account for 111 % of what was measured (007p); above 80 % what is left "
        "is not estimable"
    )


def test_a_share_is_judged_over_the_groups_named(small):
    """Over an animal's jars, (12 + 12 + 15 + 15) / (100 + 110 + 13 + 14) is 23 %."""
    small.set_cell("values", 2, "level", "100")
    small.set_cell("values", 3, "level", "110")
    rule = "blank_below: zero, largest_share: {}, over: [animal]"
    assert table(small, net(rule.format(0.25))).frame["net"][:6].notna().sum() == 4
    small.change("study", "largest_share: 0.25", "largest_share: 0.2")
    tables = small.read()
    made = derive_in_sources(small.spec, tables)["values"]
    assert made.frame["net"][:6].notna().sum() == 0
    assert "account for 23 % of what was measured (007)" in made.reasons["net"][0]


@pytest.mark.parametrize(
    ("blank", "said"),
    [
        (40, ["Blanks took off 40 % of what was measured."]),
        (1.5, ["Blanks took off 2 % of what was measured."]),
        (0.5, []),
    ],
)
def test_where_blanks_took_off_much_the_results_say_what_the_interval_does_not_know(
    small, blank, said
):
    """By hand: in each jar 90 and 110 less a blank."""
    for line, row in enumerate(small.values[1:], start=2):
        level = {"1,": 90, "2,": 110, "3,": blank}[row.split(",", 1)[1][:2]]
        small.set_cell("values", line, "level", str(level))
        small.set_cell("values", line, "low", "0.1")
    declare(small, NET_HIGH)
    declare(small, net(limits=LIMITED))
    small.change("endpoint", "log(level)", "log(net)")
    data = small.analysis()
    assert data.blank_share == pytest.approx(blank / 100)
    planned = make_plan(small.spec).analyses[0]
    rows = data_rows(Analysis("E", "primary"), planned, data)
    warnings = [row.warning for row in rows if row.stat_text == "blanks"]
    assert len(warnings) == len(said)
    assert all(one.startswith(start) for one, start in zip(warnings, said, strict=True))
    assert all("for a ratio other than 1, and for the means" in one for one in warnings)


def test_a_difference_knows_nothing_of_what_is_common_to_both_arms(small):
    declare(small, NET_HIGH)
    declare(small, net(limits=LIMITED))
    small.change("endpoint", "log(level)", "net")
    data = small.analysis()
    planned = make_plan(small.spec).analyses[0]
    assert planned.transformation == "identity"
    rows = data_rows(Analysis("E", "primary"), planned, data)
    (warning,) = (row.warning for row in rows if row.stat_text == "blanks")
    assert warning.endswith(
        "leaves a difference as it is, and the interval of the means is too narrow."
    )


def test_what_is_no_difference_has_no_share_of_blanks(small):
    assert small.analysis().blank_share is None


def test_an_analysis_without_a_row_says_that_blanks_are_why(small):
    declare(small, NET_HIGH)
    rule = "blank_below: zero, largest_share: 0.8, over: [kind]"
    declare(small, net(rule, limits=LIMITED))
    small.change("endpoint", "log(level)", "log(net)")
    with pytest.raises(DataError) as caught:
        small.analysis()
    (problem,) = caught.value.problems
    assert problem.message == (
        "No row is left for the analysis: The blanks alone account for 106 % of what was measured "
        "(a); above 80 % what is left is not estimable."
    )
    assert problem.detail.startswith("What took rows away, in order: ")


def test_rows_without_a_blank_are_a_step_of_the_disposition(small):
    small.set_cell("values", 4, "kind", "a")
    small.set_cell("values", 4, "rep", "9")
    declare(small, NET_HIGH)
    declare(small, net(limits=LIMITED))
    small.change("endpoint", "log(level)", "log(net)")
    data = small.analysis()
    lost = {step.reason: step.n_rows for step in data.disposition if step.kind == "missing"}
    assert lost == {"There is no blank with the same jar, so none can be subtracted": 3}


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        (net("over: [animal], blank_below: zero"), "largest_share is missing"),
        (
            net().replace(", blank_below: zero", ""),
            "say what a blank below the lower one counts as",
        ),
        (net("blank_below: half"), "Expected zero, limit or missing, found 'half'."),
        (net("blank_below: zero, largest_share: 80"), "between 0 and 1"),
        (net("blank_below: zero, less: level"), "'less' is for another number"),
        (net("blank_below: zero, less: age"), "'age' has no limits of quantification"),
        (
            net("blank_below: zero, less: high, largest_share: 0.5"),
            "A share is judged where the blanks of `of` itself are subtracted",
        ),
        (
            f"x: {{label: X, type: number, derived: {{minus_blank: {{of: low, {BLANK}, "
            "blank_below: zero}}}",
            "'blank_below' has no meaning: 'low' has no limits",
        ),
        (
            "x: {label: X, type: number, unit: mg, limits: {lower: low}, "
            "derived: {ratio: [high, low]}}",
            "Only what minus_blank makes can have limits",
        ),
    ],
)
def test_a_rule_for_blanks_that_says_too_little_or_too_much_is_refused(small, variable, says):
    declare(small, variable)
    with pytest.raises(SpecError) as caught:
        small.read()
    told = [str(problem) for problem in caught.value.problems]
    assert any(says in line for line in told), told
