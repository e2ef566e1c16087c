"""Zip files whose bytes depend on their content alone."""

from __future__ import annotations

import io
import zipfile

# Zip entries carry a time; any fixed one makes equal contents equal files.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def same_bytes(content: bytes) -> bytes:
    """Write a zip file again with one fixed time for its entries.

    Parameters
    ----------
    content
        A zip file, such as a Word document.

    Returns
    -------
    bytes
        The same entries in the same order.
    """
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()
