"""
HTML of test pages, one function for each way of loading the SDK.

Every page begins with the inline base code, as on a real site. `configure` is sent by the page
itself: a dict goes over CONFIG, None sends nothing. The edge is the server the page came from.
"""

import html
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEEL = "/dist/{name}-{version}-0page-py3-none-any.whl"
CONFIG = {
    "datastreamId": "test-datastream",
    "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    # The identity domain is another host, and not on this machine.
    "thirdPartyCookiesEnabled": False,
}
INSTALL = "from alloy_web import install\ninstall()"
# PyScript loads these by itself, for either interpreter, unless both are told not to.
PLUGINS = [
    "!codemirror",
    "!deprecations-manager",
    "!donkey",
    "!py-editor",
    "!py-game",
    "!py-terminal",
]


def direct_page(body="", configure=(), head="", script="/dist/alloy.js", snippet="base_code"):
    """The drop-in: `alloy.js`; without `script` Python never comes."""
    tail = f'<script async src="{script}"></script>' if script else ""
    return _page(body, configure, head, tail, snippet)


def mpy_page(body="", configure=(), head="", main=INSTALL, config=None):
    """PyScript with MicroPython; `main` is the page's Python, `config` goes over PyScript's."""
    base = {
        "interpreter": "/dist/micropython/micropython.mjs",
        "packages": [wheel(), wheel("alloy_web_extras")],
    }
    return _pyscript_page("mpy", body, configure, head, main, {**base, **(config or {})})


def py_page(body="", configure=(), head="", main=INSTALL, config=None):
    """PyScript with Pyodide; `main` is the page's Python, `config` goes over PyScript's."""
    base = {"interpreter": "/dist/pyodide/pyodide.mjs"}
    if not (config and "packages" in config):
        # As the wheel has it, and a fourth of the start is saved: micropip is not needed.
        base["files"] = {"/dist/alloy_web.zip": "./*"}
    if configure is not None:
        # Pyodide on a busy machine takes longer than a page should wait.
        configure = {"bootTimeout": 60000, **dict(configure)}
    return _pyscript_page("py", body, configure, head, main, {**base, **(config or {})})


PAGES = {"direct": direct_page, "mpy": mpy_page, "py": py_page}

# For what the page's side does, whoever loads it: Pyodide takes seconds to start, and what could
# be another with it stands in tests of its own.
LOADERS = ["direct", "mpy", pytest.param("py", marks=pytest.mark.full)]
IN_PYTHON = LOADERS[1:]
# In every engine the first of them.
CORE_LOADERS = [pytest.param("direct", marks=pytest.mark.core), *LOADERS[1:]]


def configure_script(options=()):
    """A script element that configures the instance; `edgeDomain` is the page's own host."""
    text = json.dumps({**CONFIG, **dict(options)}).replace("<", "\\u003c")
    call = f'alloy("configure", Object.assign({{edgeDomain: location.host}}, {text}));'
    return f"<script>{call}</script>"


def _pyscript_page(kind, body, configure, head, main, config):
    other = {"mpy": "py", "py": "mpy"}[kind]
    settings = html.escape(json.dumps({"plugins": PLUGINS, **config}))
    quiet = json.dumps({"plugins": PLUGINS})
    tail = f"""<script type="module" src="/dist/pyscript/core.js"></script>
<script type="{kind}" config="{settings}">
{main}
</script>
<{other}-config type="json" hidden>{quiet}</{other}-config>"""
    return _page(body, configure, head, tail)


def _page(body, configure, head, tail, snippet="base_code"):
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><title>test page</title>',
        f"<script>{(ROOT / f'static/dist/{snippet}.js').read_text(encoding='utf-8')}</script>",
        head,
        "" if configure is None else configure_script(configure),
        f"</head>\n<body>{body}",
        tail,
        "</body></html>",
    ]
    return "\n".join(line for line in lines if line)


def wheel(name="alloy_web"):
    """The address of the wheel for pages; "alloy_web_extras" has the features that few use."""
    import alloy_web

    return WHEEL.format(name=name, version=alloy_web.__version__)
