"""Write docs/validation.md: `python -m tests.validation`; needs R (`make r`)."""

from __future__ import annotations

import sys
from pathlib import Path

from sap.errors import PlanError
from tests.reference_cases import reference_cases
from tests.validation.compare import differences
from tests.validation.document import document

PATH = Path(__file__).parents[2] / "docs" / "validation.md"


def main() -> None:
    """Compare all models and write the document."""
    cases = reference_cases()
    try:
        second = {case.name: differences(case, "pymer4") for case in cases}
    except PlanError as error:
        sys.exit(str(error))
    tallies = {case.name: differences(case) for case in cases}
    PATH.write_text(document(tallies, second), encoding="utf-8")
    print(f"Wrote {PATH.name}: {len(tallies)} models.")


if __name__ == "__main__":
    main()
