"""
MicroPython's runtime module, made to keep to itself, and to take WebAssembly that is there already.

As it comes it puts its tables on `globalThis` (`Module`, `proxy_js_ref`, …), so two MicroPythons in
one page break each other, and a page's own `Module` (any program built with Emscripten has one) is
overwritten. The names become variables of the module, which its other code finds just the same.
"""

import re

from alloy_web.buildtools.console import BuildError

TABLES = (
    b"proxy_js_ref",
    b"proxy_js_ref_next",
    b"proxy_js_ref_map",
    b"proxy_js_map",
    b"proxy_js_existing",
    b"pyProxyFinalizationRegistry",
)

# Where the part begins that uses `Module` as a global name.
_PROXIES = b"class PyProxy{"
_ASSIGNED = b"globalThis.Module=Module"
_OFFERED = b"if(globalThis.loadMicroPython=loadMicroPython,"
_SETTINGS = b"let Module={locateFile:"


def isolated(code):
    """
    The runtime's source (bytes) without a trace on `globalThis`. `loadMicroPython` takes another
    option, `instantiateWasm`, which is Emscripten's.
    """
    tables = [b"globalThis." + name for name in TABLES]
    for expected in (_PROXIES, _ASSIGNED, _OFFERED, _SETTINGS, *tables):
        if expected not in code:
            raise BuildError(
                f"micropython.mjs has no {expected.decode()!r} any more; "
                "look at alloy_web/buildtools/isolation.py"
            )
    for name in TABLES:
        code = re.sub(rb"\bglobalThis\.%s\b" % name, name, code)
    code = code.replace(_ASSIGNED, b"SharedModule=Module").replace(_OFFERED, b"if(")
    code = code.replace(
        _SETTINGS, b"let Module={instantiateWasm:options.instantiateWasm,locateFile:"
    )
    # The mark of a Python object in JavaScript: an object of another MicroPython is not ours.
    code = re.sub(rb'(\.|")_ref\b', rb"\1_alloy_ref", code)
    before, proxies = code.split(_PROXIES, 1)
    proxies = re.sub(rb"\bModule\.", b"SharedModule.", proxies)
    names = b"let SharedModule," + b",".join(TABLES) + b";"
    return names + before + _PROXIES + proxies
