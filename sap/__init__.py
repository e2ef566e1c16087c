"""From a statistical analysis plan in YAML to mixed-model results and regulatory tables."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "fit"]

if TYPE_CHECKING:
    from sap.fit import fit


class _FrontDoor(ModuleType):
    """The package itself: `sap.fit` is the function, although a module bears the name too.

    Python binds a module to its package's name once it is imported, by whomever; without this,
    `sap.fit(...)` would work only until then.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "fit" and isinstance(value, ModuleType):
            value = value.fit
        super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    # numpy, pandas and scipy take seconds to load; `check` and `--help` need none of them.
    if name == "fit":
        from sap.fit import fit

        return fit
    raise AttributeError(f"module 'sap' has no attribute '{name}'")


sys.modules[__name__].__class__ = _FrontDoor
