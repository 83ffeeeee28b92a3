"""Why something could not be written, and what to do about it, in plain words."""

from __future__ import annotations

import errno
import re

_CAUSES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EFBIG: "the file would be larger than this disk allows",
    errno.EROFS: "this place is read-only",
    errno.EACCES: "you may not write there, or a file is open in another program",
    errno.EPERM: "you may not write there, or a file is open in another program",
    errno.EBUSY: "it is in use by another program",
    errno.EXDEV: "it is a disk of its own",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOENT: "a folder of this path does not exist",
    errno.ENOTDIR: "a part of this path is a file, not a folder",
    errno.ELOOP: "its links lead in a circle",
    errno.EIO: "the disk reports a fault",
    errno.EMFILE: "too many files are open",
}


_MENDS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "Make room on that disk"),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EBUSY),
        "Close its files if they are open in Excel, Word or another program",
    ),
}


def cause_of(fault: OSError) -> str:
    """`the disk is full`; what the system says where we have no words of our own."""
    number = _number_of(fault)
    if number in _CAUSES:
        return _CAUSES[number]
    return fault.strerror or str(fault) or type(fault).__name__


def mend_of(fault: OSError) -> str:
    """What to do, as the beginning of a sentence that goes on with another way."""
    return _MENDS.get(_number_of(fault) or 0, "Try again")


def _number_of(fault: OSError) -> int | None:
    if fault.errno is not None:
        return fault.errno
    # Polars hands on the system's number in its text alone.
    found = re.search(r"\(os error (\d+)\)", str(fault))
    return int(found[1]) if found else None
