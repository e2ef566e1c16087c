"""French texts of pages of tables in all forms."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Page {page} of {pages}": "Page {page} sur {pages}",
    "Protocol: {protocol}": "Protocole : {protocol}",
    "Table {number}": "Tableau {number}",
    "Figure {number}": "Figure {number}",
    "{caption}: {title}": "{caption} : {title}",
    "{caption} (continued): {title}": "{caption} (suite) : {title}",
    "Tables and figures": "Tableaux et figures",
    "Footnotes stand below the last row of the table.": (
        "Les notes se trouvent sous la dernière ligne du tableau."
    ),
    # Lines on where a table or figure comes from.
    "Source data: {files}": "Source des données : {files}",
    "Program: {program}": "Programme : {program}",
    "Output: {output}": "Sortie : {output}",
    "Generated: {time}": "Produit le : {time}",
    "Software: {software}": "Logiciels : {software}",
    "Spec, as planned: {hash}": "Spécification, telle que planifiée : {hash}",
}
