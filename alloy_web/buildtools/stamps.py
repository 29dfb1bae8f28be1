"""
Stamps: what was made, and from what, so that it is made once, and by one at a time.

A stamp is a small file that holds the fingerprint of everything its work depended on. It is
written after the work, so that work cut short is done again.
"""

import contextlib
import hashlib

try:
    import fcntl
except ImportError:
    # Windows: whoever starts two builds at once there has to wait on his own.
    fcntl = None  # type: ignore[assignment]


def fingerprint(files, *facts):
    """One text for the content of these files, their names, and other facts."""
    digest = hashlib.sha256(repr(facts).encode())
    for file in sorted(files):
        digest.update(f"\n{file.as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def is_current(stamp, text):
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == text


def write(stamp, text):
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def alone(lock):
    """Wait until no other process is in here with the same lock file."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
