"""The SIMULATED cultures, and where their media and cells were measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.assays import DONORS_PER_RUN, RESPONSES
from analyses.sclero_jak.chance import chosen, happens, normal
from analyses.sclero_jak.clinic import Donor

Row = dict[str, object]


@dataclass(frozen=True)
class Layout:
    """Who was cultured when, and on which plate an arm of a donor was read.

    Parameters
    ----------
    donors
        Donors with a culture, in order of inclusion.
    lost_arm
        The treatment that a donor lacks, for donors seen under one arm only.
    two_plates
        Donors whose ruxolitinib arm was read on the next plate.
    """

    donors: tuple[Donor, ...]
    lost_arm: dict[str, str]
    two_plates: frozenset[str]

    @cached_property
    def turn(self) -> dict[str, int]:
        """Turn of each donor, from 0."""
        return {donor.id: turn for turn, donor in enumerate(self.donors)}

    def batch(self, donor: Donor) -> int:
        """Give the culture batch, from 1."""
        return self.turn[donor.id] // a.DONORS_PER_BATCH + 1

    def n_plates(self) -> int:
        """Count the plates that one analyte takes."""
        return math.ceil(len(self.donors) / a.DONORS_PER_PLATE)

    def plate(self, donor: Donor, treatment: str) -> int:
        """Give the plate of one arm of a donor, from 1."""
        home = self.turn[donor.id] // a.DONORS_PER_PLATE
        away = treatment == "RUX" and donor.id in self.two_plates
        return (home + away) % self.n_plates() + 1

    def run(self, donor: Donor, treatment: str) -> int:
        """Give the cytometry run of one arm of a donor, from 1."""
        home = self.turn[donor.id] // DONORS_PER_RUN
        away = treatment == "RUX" and donor.id in self.two_plates
        return (home + away) % math.ceil(len(self.donors) / DONORS_PER_RUN) + 1


def make_layout(donors: list[Donor]) -> Layout:
    """Lay out batches and plates by order of inclusion."""
    cultured = sorted(
        (donor for donor in donors if donor.cultured),
        key=lambda donor: (str(donor.row["incl_date"]), donor.id),
    )
    ids = [donor.id for donor in cultured]
    one_arm = chosen(ids, round(a.SHARE_ONE_ARM * len(ids)), "one arm")
    both_arms = [donor_id for donor_id in ids if donor_id not in one_arm]
    lost = {i: "RUX" if happens(0.5, "lost arm", i) else "DMSO" for i in sorted(one_arm)}
    two_plates = chosen(both_arms, round(a.SHARE_TWO_PLATES * len(ids)), "two plates")
    return Layout(tuple(cultured), lost, frozenset(two_plates))


def make_cultures(layout: Layout) -> list[Row]:
    """Make one row a biological well: donor, stimulation, treatment."""
    stimulations = list(dict.fromkeys(response.stimulation for response in RESPONSES))
    rows: list[Row] = []
    for donor in layout.donors:
        batch = layout.batch(donor)
        thawed = date(2024, 1, 8) + timedelta(weeks=2 * (batch - 1))
        for stimulation in stimulations:
            for treatment in a.TREATMENTS:
                if layout.lost_arm.get(donor.id) == treatment:
                    continue
                culture_id = f"{donor.id}_{stimulation}_{treatment}"
                rows.append(
                    {
                        "culture_id": culture_id,
                        "donor_id": donor.id,
                        "serum_donor_id": "",
                        "serum_type": "NONE",
                        "serum_pct": 0,
                        "stim": stimulation,
                        "treatment": treatment,
                        "rux_um": a.RUXOLITINIB_UM[treatment],
                        "thaw_date": thawed.isoformat(),
                        "batch": f"B{batch:02d}",
                        "operator": "OP1" if batch % 2 else "OP2",
                        "viability_pct": f"{_viability(culture_id):.1f}",
                    }
                )
    return rows


def _viability(culture_id: str) -> float:
    low = happens(a.SHARE_LOW_VIABILITY, "low viability", culture_id)
    distribution = a.LOW_VIABILITY if low else a.VIABILITY
    return min(distribution.mean + distribution.stdev * normal("viability", culture_id), 99.5)
