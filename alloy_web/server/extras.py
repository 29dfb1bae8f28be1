"""What is missing where an extra is not installed, in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

_PACKAGES = {
    "httpx": "httpx", "selectolax": "selectolax", "publicsuffixlist": "publicsuffixlist",
    "django": "Django", "asgiref": "Django", "flask": "Flask",
}


@contextmanager
def extra(module: str, name: str) -> Iterator[None]:
    """Around imports of a module that needs this extra; raises ImportError that says so."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = _PACKAGES.get((error.name or "").partition(".")[0])
        if package is None:
            raise
        raise ImportError(f'{module} needs {package}: pip install "alloy-web[{name}]"') from error
