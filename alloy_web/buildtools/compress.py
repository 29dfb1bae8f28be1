"""
Compressed forms of what is served: as small as brotli and gzip can make them.

Results are kept in `.cache/compressed/` by content. Large files take 30 s once, so who only wants
to see a page may have them quickly, and a seventh larger.
"""

import gzip
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli

from alloy_web.buildtools.console import say
from alloy_web.buildtools.environment import CACHE

# Compressed already.
PACKED = (".whl", ".zip")
LARGE_BYTES = 250_000


def compressed(files, smallest=False, cache=CACHE / "compressed"):
    """`{name + ".br": bytes, name + ".gz": bytes}` for every file worth it."""
    work = [
        (name, content, suffix)
        for name, content in files.items()
        if not name.endswith(PACKED)
        for suffix in (".br", ".gz")
    ]
    # Largest first, so that no processor waits for it at the end.
    work.sort(key=lambda item: -len(item[1]))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        packed = pool.map(lambda item: _packed(item, smallest, cache), work)
        return {
            name + suffix: result for (name, _, suffix), result in zip(work, packed, strict=True)
        }


def _packed(item, smallest, cache):
    name, content, suffix = item
    kept = cache / (hashlib.sha256(content).hexdigest()[:32] + suffix)
    if kept.is_file():
        return kept.read_bytes()
    if suffix == ".gz":
        result = gzip.compress(content, compresslevel=9, mtime=0)
    elif len(content) < LARGE_BYTES:
        result = brotli.compress(content, quality=11)
    elif not smallest:
        return brotli.compress(content, quality=9)
    else:
        say(f"Compressing {name}, once, which takes a while …")
        result = brotli.compress(content, quality=11)
    cache.mkdir(parents=True, exist_ok=True)
    half = kept.with_suffix(f"{suffix}.{os.getpid()}-{threading.get_ident()}")
    half.write_bytes(result)
    half.replace(kept)
    return result
