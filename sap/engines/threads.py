"""One BLAS thread around small systems."""

from __future__ import annotations

from typing import Any

from threadpoolctl import ThreadpoolController

_threads: ThreadpoolController | None = None


def one_thread() -> Any:
    """Limit BLAS to one thread: more of them slow small systems down a hundredfold.

    Returns
    -------
    context manager
    """
    global _threads
    if _threads is None:
        _threads = ThreadpoolController()
    return _threads.limit(limits=1)
