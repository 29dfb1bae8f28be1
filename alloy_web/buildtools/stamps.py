"""
Stamps: what was made, and from what, so that it is made once.

A stamp is a small file that holds the fingerprint of everything its work depended on. It is
written after the work, so that work cut short is done again.
"""

import hashlib


def fingerprint(files, *facts):
    """One text for the content of these files, their names, and other facts."""
    digest = hashlib.sha256(repr(facts).encode())
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file.as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_current(stamp, text):
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == text


def write(stamp, text):
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text, encoding="utf-8")
