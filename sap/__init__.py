"""From a statistical analysis plan in YAML to mixed-model results and regulatory tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "fit"]

if TYPE_CHECKING:
    from sap.fitting import fit


def __getattr__(name: str) -> Any:
    # numpy, pandas and scipy take seconds to load; `check` and `--help` need none of them.
    if name == "fit":
        from sap.fitting import fit

        return fit
    raise AttributeError(f"module 'sap' has no attribute '{name}'")
