"""
What the scripts of a page say: which SDK they load, the instances that their base codes make, and
the calls, as far as they are literals.
"""

import re

from alloy_web.cli import javascript, options, pages
from alloy_web.cli.texts import split

# The published base codes: a function called with a list of names, the one of AEM's boilerplate
# that pushes a name, and ours.
_NAMES = (
    re.compile(r"\(\s*window\s*,\s*\[([^\]]*)\]"),
    re.compile(r"__alloyNS\b[^;]{0,80}?\.push\(\s*([\"'`][\w$-]+[\"'`])\s*\)"),
    re.compile(r"\bof\s*\[([^\]]*)\]\s*\)\s*([\w$]+\[[\w$]+\])\s*\|\|"),
)
_SDK = re.compile(
    r"(^|/)alloy(-[0-9a-f]{8}|\.module|\.standalone|\.min|\.standalone\.min)*\.m?js$"
)
_VENDOR_HOST = "adoberesources.net"
_TAGS = re.compile(r"assets\.adobedtm\.com/|/launch-[\w-]+(\.min)?\.js")
OURS = re.compile(r"sourceMappingURL=(alloy-[0-9a-f]{8}\.js)\.map")
# Those of ours as files: a detour for demonstrations, but they work.
_SNIPPET = re.compile(r"(^|/)(base_code|first_flight)\.js$")
# Tag managers that may bring the SDK, by the scripts that they load.
_MANAGERS = re.compile(r"googletagmanager\.com/gtm\.js|tags\.tiqcdn\.com/")
_WRITING = re.compile(r"\.\s*src\s*=(?!=)|\.\s*setAttribute\s*\(")
_IMPORT = re.compile(r"\bimport\s*\(")
_WITH_PATH = re.compile(r"[\w$]+\s*\(\s*(?=[\"'`])")


class Tracking:
    """All of it, of one page; its own files read already (pages.py)."""

    def __init__(self, page):
        self.page = page
        self.sdk = [each for each in page.scripts if self.is_sdk(each)]
        self.tags = [each for each in page.scripts if each.url and _TAGS.search(each.url)]
        self.names = []
        self.base_codes = []
        self.calls = []
        self.imports = []
        # `(address, script)` of each alloy.js whose tag a script of the page writes.
        self.written = []
        self.is_managed = False
        # As `configurations` has them, from functions that import the SDK and configure it.
        self.handed_on = []
        self.created = 0
        for script in page.scripts:
            if script.url and _SNIPPET.search(split(script.url).path):
                self.base_codes.append(script)
                self.names += [name for name in ["alloy"] if name not in self.names]
                continue
            self.is_managed |= bool(_MANAGERS.search(f"{script.url} {script.text}"))
            if script in self.sdk or not script.text:
                continue
            if script.is_python:
                self._python(script)
            elif pages.is_code(script):
                self._javascript(script)
        if self.names and not self.created:
            # Other tools have a "configure" too, and pages have functions that hand calls on.
            self.calls = [
                each for each in self.calls
                if command_of(each[0]) != "configure" or each[0].name in self.names
            ]

    @property
    def is_any(self):
        return bool(
            self.sdk or self.base_codes or self.imports or self.written or self.created
            or self.calls
        )

    def is_sdk(self, script):
        """Is it alloy.js, of whichever make?"""
        if script.is_inline:
            return bool(OURS.search(script.text or ""))
        return bool(_SDK.search(split(script.url).path))

    def is_vendors(self, script):
        return _VENDOR_HOST in (split(script.url or "").hostname or "")

    def of(self, *commands):
        return [call for call, _ in self.calls if command_of(call) in commands]

    def configurations(self):
        """`(name of the instance, options)` of those configurations that are literals."""
        called = [(call.name, call.arguments[1:]) for call in self.of("configure")]
        literal = [(name, given[0]) for name, given in called if given]
        return [(name, given) for name, given in [*literal, *self.handed_on]
                if isinstance(given, dict)]

    def _javascript(self, script):
        text = script.text
        if "__alloyNS" in text:
            self.base_codes.append(script)
            names = names_in(text)
            self.names += [name for name in names if name not in self.names]
        found = javascript.calls(text, options.command_names())
        self.calls += [(call, script) for call in found]
        code = javascript.code_only(text)
        if _WRITING.search(code):
            self.written += [
                (each, script) for each in javascript.texts(text, code)
                if _SDK.search(split(each).path)
            ]
        for address, given in imported(text, code):
            self.imports.append((address, script))
            self.handed_on.append(((names_in(text) or ["alloy"])[0], given))
        self.created += len(re.findall(r"\bcreate(?:Custom)?Instance\s*\(", code))

    def _python(self, script):
        if re.search(r"^\s*(from|import)\s+alloy_web\b", script.text or "", re.M):
            self.created += 1


def names_in(text):
    """The names of instances that a base code makes."""
    found = []
    for pattern in _NAMES:
        for match in pattern.finditer(text):
            found += re.findall(r"[\"'`]([\w$-]+)[\"'`]", match[1])
    return list(dict.fromkeys(found))


def imported(text, code):
    """
    `(path, options or None)` of each alloy.js that a script imports, or hands with its options to
    a function that does, as AEM's boilerplate has it.
    """
    found = []
    for match in _WITH_PATH.finditer(code):
        given = javascript.arguments_at(text, code, match.end())
        is_path = given and isinstance(given[0], str) and _SDK.search(split(given[0]).path)
        if is_path and _IMPORT.search(code):
            handed = javascript.resolved(given[1], text, code) if len(given) > 1 else None
            found.append((given[0], handed))
    return found


def command_of(call):
    return call.arguments[0] if call.arguments else None


def is_whole(given):
    """Are all options of a configuration in view? Not where `...` or a made name brings some."""
    return not any(name.startswith(("...", "[")) for name in given)


def options_of(call):
    """The options of a call as a dict; {} where they are no literal."""
    given = call.arguments[1] if len(call.arguments) > 1 else None
    return given if isinstance(given, dict) else {}


def refusal(call):
    """What a command other than `configure` refuses of its options, as far as they are literals."""
    given = options_of(call)
    return options.refusal(command_of(call), given) if is_whole(given) else []
