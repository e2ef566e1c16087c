"""Write docs/validation.md: `python -m tests.validation`."""

from __future__ import annotations

from pathlib import Path

from tests.reference_cases import reference_cases
from tests.validation.compare import differences
from tests.validation.document import document

PATH = Path(__file__).parents[2] / "docs" / "validation.md"


def main() -> None:
    """Compare all models and write the document."""
    tallies = {case.name: differences(case) for case in reference_cases()}
    PATH.write_text(document(tallies), encoding="utf-8")
    print(f"Wrote {PATH.name}: {len(tallies)} models.")


if __name__ == "__main__":
    main()
