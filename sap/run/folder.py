"""A run's folder, written whole or not at all.

The files are written into a hidden sibling, brought to the disk, and the two folders
change places in one step. A crash at any moment leaves either the former folder or the
new one, never a mixture; what it leaves beside them is cleared away by the next run.
Where the file system cannot exchange two folders, the former is moved aside first, and
a crash between the two moves is mended by the next run.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sap.errors import OutputError, Problem

MANIFEST = "run.json"
#: Where the folders of runs stand.
OUTPUT = "output"
# From linux/fs.h, fcntl.h and sys/stdio.h.
AT_FDCWD = -100
EXCHANGE_LINUX = 2
EXCHANGE_DARWIN = 2
NO_EXCHANGE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM, errno.EXDEV})


def default_folder(spec_path: str | Path, purpose: str = "", locale: str | None = None) -> Path:
    """Name the folder of a command where none is asked for.

    Parameters
    ----------
    spec_path
        The spec, a file or a folder.
    purpose
        What the command makes, such as ``shell``; empty for the results.
    locale
        The language that is asked for, if one is.

    Returns
    -------
    Path
        For example ``output/primary`` or ``output/specs-shell-fr``.
    """
    parts = (Path(spec_path).resolve().stem, purpose, locale or "")
    return Path(OUTPUT, "-".join(part for part in parts if part))


def sibling(folder: Path, kind: str) -> Path:
    """Name a hidden neighbour of a folder.

    Parameters
    ----------
    folder
        The folder.
    kind
        ``new``, ``former`` or ``lock``.

    Returns
    -------
    Path
        For example ``output/.primary.new``.
    """
    return folder.parent / f".{folder.name}.{kind}"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one run; the lock ends with the process, however that ends.

    Parameters
    ----------
    folder
        The folder of the run, which need not exist.

    Raises
    ------
    OutputError
        When another run holds it, or its parent cannot be written.
    """
    path = sibling(folder, "lock")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        file = _lock(path)
    except OSError as error:
        raise _not_written(folder, error) from None
    if file is None:
        message = "Another run is writing this folder. Wait for it to end, then run again."
        raise OutputError(Problem(message, str(folder)))
    try:
        yield
    finally:
        # Removed while it is held, so that no other run can hold a file that is gone.
        with suppress(OSError):
            path.unlink()
        os.close(file)


def _lock(path: Path) -> int | None:
    """Open and lock a file; None when another process holds it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _hold(file)
        except OSError:
            os.close(file)
            return None
        # The run that held it before may have removed it between opening and locking.
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file)):
                return file
        os.close(file)


def _hold(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def files_in_words(names: Iterable[str]) -> Iterator[str]:
    """List files, those that differ in their ending on one line.

    Parameters
    ----------
    names
        Of the files.

    Yields
    ------
    str
        A name, or for example ``14.2.2-cytokines: html, docx``, in the order of first mention.
    """
    endings: dict[str, list[str]] = {}
    for name in names:
        stem, _, ending = name.rpartition(".")
        endings.setdefault(stem, []).append(ending)
    for stem, found in endings.items():
        yield f"{stem}.{found[0]}" if len(found) == 1 else f"{stem}: {', '.join(found)}"


def write_whole(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Put files into a folder instead of what a former run put there.

    Parameters
    ----------
    folder
        The folder of the run; the caller holds its lock.
    files
        Contents by file name, the manifest among them. Files in the folder that are
        not of a former run are kept.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    OutputError
        When the folder is not one of a run, or cannot be written. What was there stays.
    """
    fresh = sibling(folder, "new")
    try:
        mend(folder)
        refuse_foreign(folder)
        _fill(fresh, files)
        _keep_others(folder, fresh)
        _to_disk(fresh)
        _put_in_place(fresh, folder)
        _to_disk(folder.parent)
    except OSError as error:
        raise _not_written(folder, error) from None
    finally:
        # Whatever stands here now is of no use: half of a new run, or the former one.
        shutil.rmtree(fresh, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(sibling(folder, "former"), ignore_errors=True)
    return tuple(folder / name for name in files)


def mend(folder: Path) -> None:
    """Clear away what a crash of an earlier run left, and bring its former folder back.

    Parameters
    ----------
    folder
        The folder of the run.
    """
    former = sibling(folder, "former")
    if former.exists() and not folder.exists():
        former.rename(folder)
    for left in (sibling(folder, "new"), former):
        if left.exists():
            shutil.rmtree(left)


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder with contents that no run wrote.

    Parameters
    ----------
    folder
        The folder of the run, which need not exist.

    Raises
    ------
    OutputError
        When it is a file, or a folder with files but without a manifest.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(Problem("A file stands where the run's folder goes.", str(folder)))
    if any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        message = (
            f"The folder holds files but no '{MANIFEST}': no run wrote it, so it is left "
            "alone. Move it away or write to another folder."
        )
        raise OutputError(Problem(message, str(folder)))


def _fill(fresh: Path, files: Mapping[str, bytes]) -> None:
    fresh.mkdir()
    for name, content in files.items():
        with (fresh / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _keep_others(folder: Path, fresh: Path) -> None:
    """Copy what a user has put beside the files of the former run."""
    if not folder.exists():
        return
    written = _written_before(folder)
    for path in sorted(folder.iterdir()):
        target = fresh / path.name
        if path.name in written or target.exists():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, target, symlinks=True)
        else:
            shutil.copy2(path, target, follow_symlinks=False)


def _written_before(folder: Path) -> frozenset[str]:
    """List the files of the former run; none when its manifest cannot be read."""
    try:
        names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return frozenset(str(name) for name in names)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _to_disk(folder: Path) -> None:
    """Bring the entries of a folder to the disk, where the system has a way to."""
    if sys.platform == "win32":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _put_in_place(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    if exchange(fresh, folder):
        return
    former = sibling(folder, "former")
    folder.rename(former)
    try:
        fresh.rename(folder)
    except BaseException:
        former.rename(folder)
        raise


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step.

    Parameters
    ----------
    one, other
        Folders of one file system.

    Returns
    -------
    bool
        False when the system cannot do that; nothing has happened then.

    Raises
    ------
    OSError
        When it could, but not with these folders.
    """
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(AT_FDCWD, first, AT_FDCWD, second, EXCHANGE_LINUX)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, EXCHANGE_DARWIN)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _not_written(folder: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(Problem(f"The folder cannot be written: {reason}.", str(folder)))
