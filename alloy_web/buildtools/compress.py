"""
Compressed forms of what is served: as small as brotli and gzip can make them.

That takes half a minute for Pyodide, so results are kept in `.cache/compressed/` by content.
"""

import gzip
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import brotli

from alloy_web.buildtools.console import say
from alloy_web.buildtools.environment import CACHE

# Compressed already.
PACKED = (".whl", ".zip")
# Announced, because it shows: 20 s for the largest.
LARGE_BYTES = 5_000_000

ENCODERS = {
    ".br": lambda content: brotli.compress(content, quality=11),
    ".gz": lambda content: gzip.compress(content, compresslevel=9, mtime=0),
}


def compressed(files, cache=CACHE / "compressed"):
    """`{name + ".br": bytes, name + ".gz": bytes}` for every file worth it."""
    work = [
        (name + suffix, content, suffix)
        for name, content in files.items()
        if not name.endswith(PACKED)
        for suffix in ENCODERS
    ]
    # Largest first, so that no processor waits for it at the end.
    work.sort(key=lambda item: -len(item[1]))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda item: _once(cache, *item), work)
        return dict(results)


def _once(cache, name, content, suffix):
    kept = cache / (hashlib.sha256(content).hexdigest()[:32] + suffix)
    if kept.is_file():
        return name, kept.read_bytes()
    if len(content) > LARGE_BYTES and suffix == ".br":
        say(f"Compressing {name.removesuffix(suffix)}, once, which takes a while …")
    result = ENCODERS[suffix](content)
    cache.mkdir(parents=True, exist_ok=True)
    half = kept.with_suffix(f"{suffix}.{os.getpid()}")
    half.write_bytes(result)
    half.replace(kept)
    return name, result
