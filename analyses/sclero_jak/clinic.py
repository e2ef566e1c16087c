"""The SIMULATED donors and their clinical picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.chance import category, chosen, gamma, happens, normal, uniform


@dataclass
class Donor:
    """One donor: the recorded row, and what is true of the donor whether recorded or not."""

    row: dict[str, object]
    diffuse: bool = False
    ild: bool = False
    cultured: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The donor's identifier."""
        return str(self.row["donor_id"])

    @property
    def group(self) -> str:
        """SSC, SLE or HD."""
        return str(self.row["group"])


def make_donors() -> list[Donor]:
    """Make all donors, in order of group and number.

    Returns
    -------
    list of Donor
        108 SSC, 12 SLE and 30 HD; numbers within a group follow the inclusion date.
    """
    donors = []
    for group, size in a.GROUP_SIZES.items():
        days = sorted(uniform("inclusion", group, i) * a.INCLUSION_DAYS for i in range(size))
        for number, day in enumerate(days, start=1):
            donor_id = f"{group}-{number:0{a.ID_DIGITS[group]}d}"
            donors.append(_make_donor(donor_id, group, int(day)))
    _record_special_cases(donors)
    return donors


def _make_donor(donor_id: str, group: str, day: int) -> Donor:
    included = date.fromisoformat(a.INCLUSION_START) + timedelta(days=day)
    included -= timedelta(days=max(0, included.weekday() - 4))  # no inclusion at the weekend
    low, high = a.AGE_RANGE
    age = a.AGE[group].mean + a.AGE[group].stdev * normal("age", donor_id)
    hb_low, hb_high = a.HAEMOGLOBIN_RANGE
    hb = a.HAEMOGLOBIN.mean + a.HAEMOGLOBIN.stdev * normal("haemoglobin", donor_id)
    treated = happens(a.IMMUNOSUPPRESSANT[group], "immunosuppressant", donor_id)
    row: dict[str, object] = {
        "donor_id": donor_id,
        "group": group,
        "sex": "F" if happens(a.FEMALE[group], "sex", donor_id) else "M",
        "age": round(min(max(age, low), high)),
        "incl_date": included.isoformat(),
        "consent": "GIVEN",
        "hb_g_dl": f"{min(max(hb, hb_low), hb_high):.1f}",
        "mdm_yield": "YES",
        "overlap_sle": "NO",
        "immunosuppressant": "YES" if treated else "NO",
    }
    clinical = ("cutaneous_subset", "aca", "ata", "ara", "autoab", "mrss", "du", "ild_ct")
    row |= dict.fromkeys((*clinical, "pah_echo", "pah_rhc", "disease_dur_y"), "")
    donor = Donor(row)
    if group == "SSC":
        _add_sclerosis(donor)
    return donor


def _add_sclerosis(donor: Donor) -> None:
    """Add what describes systemic sclerosis; empty, as not applicable, in all others."""
    name = donor.id
    antibody = category(a.AUTOANTIBODY, "antibody", name)
    donor.diffuse = happens(a.DIFFUSE[antibody], "diffuse", name)
    donor.ild = happens(probability_ild(antibody, donor.diffuse), "ild", name)
    mrss = round(gamma(a.MRSS_GAMMA[donor.diffuse], "mrss", name))
    pah = happens(a.PAH[antibody], "pah", name)
    ulcers = "never"
    if happens(a.ULCERS_EVER[antibody], "ulcers", name):
        current = happens(a.ULCERS_CURRENT_GIVEN_EVER, "ulcers current", name)
        ulcers = "current" if current else "past"
    donor.row |= {
        "cutaneous_subset": "dcSSc" if donor.diffuse else "lcSSc",
        "aca": "POS" if antibody == "ACA" else "NEG",
        "ata": "POS" if antibody == "ATA" else "NEG",
        "ara": "POS" if antibody == "ARA3" else "NEG",
        "mrss": min(mrss, a.MRSS_MAX),
        "du": ulcers,
        "ild_ct": int(donor.ild),
        "pah_echo": int(pah),
        "pah_rhc": 1 if pah and happens(0.8, "catheter", name) else 0 if pah else "ND",
        "disease_dur_y": f"{gamma(a.DISEASE_DURATION_GAMMA, 'duration', name):.1f}",
    }


def probability_ild(antibody: str, diffuse: bool) -> float:
    """Probability of interstitial lung disease given antibody and cutaneous subset."""
    logit = a.ILD_LOGIT[antibody] + a.ILD_LOGIT_DIFFUSE * diffuse
    return 1 / (1 + math.exp(-logit))


def _record_special_cases(donors: list[Donor]) -> None:
    """Record ineligible donors, several antibodies, overlaps, and what was not done."""
    ssc = {donor.id: donor for donor in donors if donor.group == "SSC"}
    ids = sorted(ssc)
    n_ineligible = a.N_ANAEMIA + a.N_CONSENT_WITHDRAWN + a.N_NO_YIELD
    ineligible = list(chosen(ids, n_ineligible, "ineligible"))
    ineligible.sort(key=lambda donor_id: uniform("reason", donor_id))
    for donor_id in ineligible[: a.N_ANAEMIA]:
        ssc[donor_id].row["hb_g_dl"] = f"{5.8 + uniform('anaemia', donor_id):.1f}"
    ssc[ineligible[a.N_ANAEMIA]].row["consent"] = "WITHDRAWN"
    ssc[ineligible[-1]].row["mdm_yield"] = "NO"
    ssc[ineligible[-1]].cultured = False

    eligible = [donor_id for donor_id in ids if donor_id not in ineligible]
    for donor_id in chosen(eligible, a.N_LUPUS_OVERLAP, "overlap"):
        ssc[donor_id].row["overlap_sle"] = "YES"
    for donor_id in chosen(eligible, a.N_ILD_NOT_DONE, "no scan"):
        ssc[donor_id].row["ild_ct"] = "ND"
    for donor_id in chosen(eligible, a.N_PAH_NOT_DONE, "no echo"):
        ssc[donor_id].row |= {"pah_echo": "ND", "pah_rhc": "ND"}

    for donor_id in ids[: round(a.SHARE_ARA_NOT_DONE * len(ids))]:
        ssc[donor_id].row["ara"] = "ND"
    with_aca = [donor_id for donor_id in eligible if ssc[donor_id].row["aca"] == "POS"]
    for donor_id in chosen(with_aca, a.N_MULTIPLE_ANTIBODIES, "several antibodies"):
        ssc[donor_id].row["ata"] = "POS"
    for donor in ssc.values():
        donor.row["autoab"] = _antibody_status(donor.row)


def _antibody_status(row: dict[str, object]) -> str:
    """One positive test names the antibody; a test not done is not a negative one."""
    tests = {"ACA": row["aca"], "ATA": row["ata"], "ARA3": row["ara"]}
    positive = [antibody for antibody, result in tests.items() if result == "POS"]
    if len(positive) > 1:
        return "MULTI"
    if positive:
        return positive[0]
    return "MISSING" if "ND" in tests.values() else "NONE"
