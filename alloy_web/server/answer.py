"""What a visit adds to an answer of a framework's: cookies, and that it is for one visitor."""

from collections.abc import Iterable
from http.cookies import Morsel
from typing import Any


def make_private(response: Any) -> None:
    """No cache that visitors share may keep it."""
    control = response.headers.get("Cache-Control") or ""
    if "private" not in control.lower():
        response.headers["Cache-Control"] = ", ".join(filter(None, ["private", control]))


def add_cookies(response: Any, texts: Iterable[str]) -> None:
    """`texts` are those of Set-Cookie headers; for Starlette, Flask and Django."""
    for text in texts:
        if hasattr(response, "cookies"):
            dict.__setitem__(response.cookies, _key(text), _Written(text))
        elif hasattr(response.headers, "append"):
            response.headers.append("set-cookie", text)
        else:
            response.headers.add("Set-Cookie", text)


class _Written(Morsel):
    """A cookie for Django that is written as it is: the usual one refuses names with `@`."""

    def __init__(self, text):
        super().__init__()
        self._text = text

    def OutputString(self, attrs=None):
        return self._text

    def output(self, attrs=None, header="Set-Cookie:"):
        return f"{header} {self._text}"


def _key(text):
    """Of two cookies of one name both are set, if their domains differ."""
    parts = text.split("; ")
    return parts[0].partition("=")[0] + "".join(each for each in parts if "domain=" in each)
