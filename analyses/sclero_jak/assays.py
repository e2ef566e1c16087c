"""What the SIMULATED study measures: analytes and markers with their assumed sizes and effects.

Concentrations are in pg/mL, marker expression is the ratio of the median fluorescence to that of
the isotype control; standard deviations are on the natural log scale.
"""

from __future__ import annotations

from dataclasses import dataclass

# Responses of one block are correlated; what has no block is correlated across only.
BLOCK = {
    "CCL18": "M2",
    "CD206": "M2",
    "CD204": "M2",
    "CD163": "M2",
    "IL6": "M1",
    "CXCL10": "M1",
    "CD86": "M1",
    "CMHII": "M1",
}
CORRELATION_DONOR_ALL = 0.10
CORRELATION_DONOR_BLOCK = 0.45
CORRELATION_SLOPE_BLOCK = 0.30


@dataclass(frozen=True)
class Response:
    """One analyte under one stimulation.

    Parameters
    ----------
    analyte, stimulation
        Codes as in the data dictionary.
    gm_vehicle
        Geometric mean under vehicle, by donor group, pg/mL.
    gmr
        Geometric mean ratio ruxolitinib / vehicle at mean effect modifiers, by group.
    sd_donor, sd_slope
        Between donors: of the level, and of the log ratio.
    dilution
        Fold dilution of the medium on the plate.
    """

    analyte: str
    stimulation: str
    gm_vehicle: dict[str, float]
    gmr: dict[str, float]
    sd_donor: float
    sd_slope: float
    dilution: int


def _by_group(patients: float, healthy: float) -> dict[str, float]:
    return {"SSC": patients, "SLE": patients, "HD": healthy}


def _response(
    name: str,
    vehicle: tuple[float, float],
    gmr: tuple[float, float],
    sds: tuple[float, float],
    dilution: int,
) -> Response:
    """Take vehicle and gmr as (patients, healthy donors), sds as (level, slope)."""
    analyte, stimulation = name.split()
    return Response(analyte, stimulation, _by_group(*vehicle), _by_group(*gmr), *sds, dilution)


RESPONSES = (
    _response("CCL18 NS", (6000, 4000), (0.65, 0.70), (0.80, 0.30), 100),
    _response("CCL18 IL4_IL13", (40000, 26700), (0.50, 0.55), (0.80, 0.30), 400),
    _response("PDGFBB NS", (110, 90), (0.85, 0.85), (0.70, 0.25), 1),
    _response("PDGFBB IL4_IL13", (160, 130), (0.80, 0.80), (0.70, 0.25), 1),
    _response("IL6 NS", (14, 12), (0.60, 0.60), (1.10, 0.35), 1),
    _response("IL6 IFNG_LPS", (6000, 5000), (0.45, 0.45), (0.90, 0.35), 50),
    _response("CXCL10 NS", (120, 100), (0.45, 0.45), (1.10, 0.40), 1),
    _response("CXCL10 IFNG_LPS", (15000, 13000), (0.15, 0.15), (0.80, 0.40), 25),
    _response("CXCL4 NS", (250, 220), (1.00, 1.00), (0.80, 0.25), 1),
    _response("CXCL4 IL4_IL13", (220, 200), (1.00, 1.00), (0.80, 0.25), 1),
)
MODIFIED_ANALYTE = "CCL18"  # the effect on it depends on diffuse disease and lung disease

# Undiluted lower and upper limit of quantification of each kit.
KIT_RANGE = {
    "CCL18": (7.8, 500.0),
    "PDGFBB": (31.2, 2000.0),
    "IL6": (9.4, 600.0),
    "CXCL10": (31.2, 2000.0),
    "CXCL4": (15.6, 1000.0),
}
# The control of each plate: its nominal concentration, pg/mL, and the dilution it is read at.
QC_NOMINAL = {"CCL18": 100, "PDGFBB": 400, "IL6": 120, "CXCL10": 400, "CXCL4": 200}


@dataclass(frozen=True)
class Expression:
    """One marker under one stimulation.

    Parameters
    ----------
    marker, stimulation
        Codes as in the data dictionary.
    gm_vehicle
        Geometric mean under vehicle of the ratio of the median fluorescence to the isotype's.
    gmr
        Geometric mean ratio ruxolitinib / vehicle.
    """

    marker: str
    stimulation: str
    gm_vehicle: float
    gmr: float


# Unstimulated cells show half the effect, on the log scale, of stimulated ones.
EXPRESSIONS = (
    Expression("CD204", "NS", 9, 1.00),
    Expression("CD206", "NS", 8, 0.70**0.5),
    Expression("CD206", "IL4_IL13", 8, 0.70),
    Expression("CD163", "NS", 15, 1.00),
    Expression("CD86", "NS", 6, 0.65**0.5),
    Expression("CD86", "IFNG_LPS", 6, 0.65),
    Expression("CMHII", "NS", 20, 0.60**0.5),
    Expression("CMHII", "IFNG_LPS", 20, 0.60),
    Expression("TLR4", "NS", 2.5, 0.80**0.5),
    Expression("TLR4", "IFNG_LPS", 2.5, 0.80),
)
SD_FLOW_DONOR = 0.50
SD_FLOW_SLOPE = 0.15
SD_FLOW_RESIDUAL = 0.12
SD_FLOW_RUN = 0.20
ISOTYPE_MFI = 240.0
SD_ISOTYPE = 0.25
DONORS_PER_RUN = 10
EVENTS = (4000, 24000)  # cells counted in a tube, lowest and highest

# Cells of healthy donors with the serum of patients.
N_CELL_DONORS = 24
N_SERA = 32
SERA_PER_CELL_DONOR = 4
SERUM_PERCENT = 10
CELL_DONORS_PER_PLATE = 3
SD_CELL_DONOR = 0.60
SD_CELL_DONOR_SLOPE = 0.25
SD_SERUM = 0.35
SD_SERUM_SLOPE = 0.20
SD_CELL_DONOR_SERUM = 0.20
SD_FLOW_SERUM = 0.20
SD_FLOW_SERUM_SLOPE = 0.10
# Level with the serum of a patient over that with the serum of a healthy donor.
SERUM_RATIO = {"CCL18": 1.6, "PDGFBB": 1.2, "IL6": 1.6, "CXCL10": 1.6, "CXCL4": 1.0}
SERUM_RATIO_FLOW = 1.2
# What serum itself brings into the medium at 10 %, geometric mean in pg/mL, in both arms.
CARRY_OVER = {"CCL18": 10000, "PDGFBB": 150, "IL6": 0.5, "CXCL10": 10, "CXCL4": 500000}
SD_CARRY_OVER = 0.30
SERUM_DILUTION = {"CCL18": 100, "PDGFBB": 1, "IL6": 1, "CXCL10": 1, "CXCL4": 2000}
