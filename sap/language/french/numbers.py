"""French texts about numbers, and words that stand among them."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Yes": "Oui",
    "No": "Non",
    "{low} to {high}": "{low} à {high}",
    "P-values have {p_values}, ratios {ratios}, and estimates of models {figures} significant "
    "figures.": (
        "Les valeurs p ont {p_values}, les rapports {ratios} décimales, et les estimations des "
        "modèles {figures} chiffres significatifs."
    ),
    "decimal": "décimale",
    "{decimals} from {least:g} on": "{decimals} à partir de {least:g}",
    "{shown}, {places} from {least:g} on": "{shown}, {places} à partir de {least:g}",
    "{shown} and {places} below": "{shown} et {places} en dessous",
}
