"""What the SIMULATED study assumes: sizes, probabilities, spreads, and what goes wrong.

Every figure of the generator stands once, here or in `assays`. Standard deviations
(`SD_...`) are on the natural log scale unless said otherwise.
"""

from __future__ import annotations

from statistics import NormalDist

SEED = "SCLERO-JAK 1"
DATA_ORIGIN = "SIMULATED"

GROUP_SIZES = {"SSC": 108, "SLE": 12, "HD": 30}
ID_DIGITS = {"SSC": 3, "SLE": 2, "HD": 2}
FEMALE = {"SSC": 0.82, "SLE": 0.88, "HD": 0.60}
AGE = {"SSC": NormalDist(57, 13), "SLE": NormalDist(42, 12), "HD": NormalDist(45, 13)}
AGE_RANGE = (18, 85)
IMMUNOSUPPRESSANT = {"SSC": 0.45, "SLE": 0.75, "HD": 0.0}
HAEMOGLOBIN = NormalDist(13.0, 1.3)
HAEMOGLOBIN_RANGE = (9.0, 17.5)
INCLUSION_START = "2020-01-06"
INCLUSION_DAYS = 1360

# Clinical picture of systemic sclerosis, given the autoantibody.
AUTOANTIBODY = {"ACA": 0.40, "ATA": 0.29, "ARA3": 0.08, "NONE": 0.23}
DIFFUSE = {"ACA": 0.08, "ATA": 0.58, "ARA3": 0.75, "NONE": 0.35}
ILD_LOGIT = {"ACA": -1.9, "ATA": 0.75, "ARA3": -0.6, "NONE": -0.45}
ILD_LOGIT_DIFFUSE = 0.5
PAH = {"ACA": 0.10, "ATA": 0.04, "ARA3": 0.06, "NONE": 0.07}
ULCERS_EVER = {"ACA": 0.36, "ATA": 0.55, "ARA3": 0.30, "NONE": 0.35}
ULCERS_CURRENT_GIVEN_EVER = 0.40
MRSS_GAMMA = {True: (5.5, 2.7), False: (1.6, 2.9)}  # by diffuse: shape, scale
MRSS_MAX = 51
DISEASE_DURATION_GAMMA = (1.5, 6.0)  # shape, scale in years

# Donors that an analysis has to treat with care, all among the SSc donors.
N_ANAEMIA = 2
N_CONSENT_WITHDRAWN = 1
N_NO_YIELD = 1
N_MULTIPLE_ANTIBODIES = 2
N_LUPUS_OVERLAP = 3
N_ILD_NOT_DONE = 3
N_PAH_NOT_DONE = 4
SHARE_ARA_NOT_DONE = 0.08  # the first included

# Assay: what is missing, and what is laid out apart.
SHARE_ONE_ARM = 0.05
SHARE_TWO_PLATES = 0.06
SHARE_WELLS_MISSING = 0.04
SHARE_HAEMOLYSED = 0.005
SHARE_LOW_VIABILITY = 0.03
VIABILITY = NormalDist(92, 3.5)
LOW_VIABILITY = NormalDist(76, 2)
DONORS_PER_BATCH = 6
DONORS_PER_PLATE = 8
REPLICATES = (1, 2)
TREATMENTS = {"DMSO": -0.5, "RUX": 0.5}
RUXOLITINIB_UM = {"DMSO": 0, "RUX": 1}
CV_LIMIT_PERCENT = 20.0

SD_CULTURE = 0.15
SD_PLATE = 0.15
SD_BATCH = 0.20
SD_REPLICATE = 0.08
SD_LLOQ_BETWEEN_PLATES = 0.10
SD_ULOQ_BETWEEN_PLATES = 0.05

# Only these two modify the effect of ruxolitinib: ratios of geometric mean ratios.
MODIFIER_DIFFUSE = 0.85
MODIFIER_ILD = 0.80

# What goes wrong with whole plates in the hand-over; the clean data have the right values.
# Its unstimulated arms are labelled the wrong way round; the next donor's, should it lack one.
SWAPPED_DONOR = "SSC-040"
PLATES_IN_NANOGRAMS = {"CCL18-11", "IL6-05"}  # labelled pg/mL
PLATES_DILUTED_TWICE = {"CXCL10-12": 25}  # plate, and the dilution of its control

FAILED_PLATES = {"CCL18-07", "IL6-14"}
