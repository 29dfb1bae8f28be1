"""
MicroPython's runtime without what no page runs: its code for Node and for shells, its command line
and its checks of itself.
"""

from alloy_web.buildtools.console import BuildError

_ENVIRONMENT = (
    b"ENVIRONMENT_IS_WEB=!!globalThis.window,"
    b"ENVIRONMENT_IS_WORKER=!!globalThis.WorkerGlobalScope,"
    b'ENVIRONMENT_IS_NODE=globalThis.process?.versions?.node&&"renderer"!=globalThis.process?.type,'
    b"ENVIRONMENT_IS_SHELL="
    b"!ENVIRONMENT_IS_WEB&&!ENVIRONMENT_IS_NODE&&!ENVIRONMENT_IS_WORKER"
)
_A_PAGE = (
    b"ENVIRONMENT_IS_WEB=true,ENVIRONMENT_IS_WORKER=false,"
    b"ENVIRONMENT_IS_NODE=false,ENVIRONMENT_IS_SHELL=false"
)
# From one text to before the next.
_BROWSER_VERSIONS = (b"!function(){function humanReadable", b"var Module=moduleArg")
_COMMAND_LINE = (b'if("object"==typeof process&&', b"class PyProxy{")

# Functions that only check: calls of them are left out where the result is not used.
CHECKS = ("assert", "checkStackCookie", "consumedModuleProp", "unexportedRuntimeSymbol")


def for_pages(code):
    """The runtime's source (bytes) as only a page can run it, for a minifier to clear up."""
    if _ENVIRONMENT not in code:
        raise _changed(_ENVIRONMENT)
    code = code.replace(_ENVIRONMENT, _A_PAGE)
    for start, end in (_BROWSER_VERSIONS, _COMMAND_LINE):
        before, found, rest = code.partition(start)
        if not found or end not in rest:
            raise _changed(start)
        code = before + rest[rest.index(end) :]
    return code


def _changed(text):
    return BuildError(
        f"micropython.mjs has no {text.decode()[:60]!r} any more; "
        "look at alloy_web/buildtools/trimming.py"
    )
