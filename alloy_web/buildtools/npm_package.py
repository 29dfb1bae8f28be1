"""
The package `alloy-web` for npm: the built files of the direct way, with types, source maps, and the
snippets as text for whoever writes pages by JavaScript.
"""

import json
import os
import subprocess
import tomllib

from alloy_web import __version__
from alloy_web.buildtools import environment, modules, tables
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.dist import SHIPPED
from alloy_web.buildtools.environment import ROOT

# Not for whoever installs from npm.
_LEFT_OUT = ("recipe", "wheel", "second wheel")
# What a script does to the page when it is imported; bundlers must not drop it.
_EFFECTS = (
    "./alloy.js", "./alloy-*.js", "./alloy.extras-*.js", "./alloy.push.js", "./alloy.sw.js",
    "./base_code.js", "./first_flight.js",
)

MODULE_TYPES = """\
// What `import … from "alloy-web"` gives.
import type { Alloy } from "./alloy.js";

export type * from "./alloy.js";

export interface InstanceOptions {
  /** A name for the console, and for what is kept in the browser. Default: `"alloy"`. */
  name?: string;
  /** Objects whose functions hear what happens. */
  monitors?: object[];
}

export interface CustomInstanceOptions extends InstanceOptions {
  /** The optional components that the instance has: values of `components`. */
  components?: unknown[];
}

/** An instance with all components. */
export function createInstance(options?: InstanceOptions): Alloy;

/** An instance with the required components and those listed. */
export function createCustomInstance(options?: CustomInstanceOptions): Alloy;

/** The optional components, each by its name. */
export const components: { readonly [name: string]: string };
"""

# What a server that renders pages gets: the same names, and nothing is sent from there.
SERVER = """\
const nothing = () => Promise.resolve({});

export const createInstance = () => nothing;
export const createCustomInstance = () => nothing;
export const components = %s;
"""

SNIPPET_TYPES = """\
/** The text of base_code.js, to stand inline at the top of a page. */
export const baseCode: string;

/** The text of first_flight.js, in place of the base code. */
export const firstFlight: string;
"""

README = """\
# alloy-web

A Web SDK for the Adobe Experience Edge Network, written in Python and compiled ahead of time to
JavaScript. It has the commands of the vendor's Web SDK, and is not affiliated with Adobe.

```js
import { createInstance } from "alloy-web";

const alloy = createInstance();
alloy("configure", { orgId: "…@AdobeOrg", datastreamId: "…" });
alloy("event", { type: "viewStart" });
```

- `alloy-web`: the ES module, with `createInstance`, `createCustomInstance` and `components`. In
  Node, where a server renders pages, it has the same names; calls resolve to `{}`, and nothing is
  sent.
- `alloy-web/alloy.js`: the classic script, which serves the queues of the base code.
- `alloy-web/base_code.js`, `alloy-web/first_flight.js`: snippets that stand inline at the top of a
  page; `alloy-web/snippets` has them as texts, `baseCode` and `firstFlight`.
- `alloy-web/alloy.sw.js`, `alloy-web/alloy.push.js`: service workers.

Types are included. Source maps lead to the Python. What few sites use is in a second file, which a
bundler finds by itself; where `alloy.js` is a file of the site, put `alloy.extras-<hash>.js` beside
it.
"""


def write(folder):
    """Put the files of the package into this folder."""
    for name, content in files().items():
        (folder / name).write_bytes(content)


def files(built=SHIPPED):
    """`{name: bytes}`; `built` is the folder of the built files."""
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    chosen = [each["name"] for each in manifest["files"] if each["for"] not in _LEFT_OUT]
    found = {name: (built / name).read_bytes() for name in chosen}
    listed = [each for each in manifest["files"] if each["name"] in found]
    texts = {
        "LICENSE": (ROOT / "LICENSE").read_text("utf-8"),
        # The other people's work that NOTICE names is not in this package.
        "NOTICE": (ROOT / "NOTICE").read_text("utf-8").partition("\n\n")[0] + "\n",
        "README.md": README,
        "index.d.ts": MODULE_TYPES,
        "snippets.d.ts": SNIPPET_TYPES,
        "server.js": SERVER % json.dumps({name: name for name in _components()}),
        "snippets.js": _snippets(found),
        "manifest.json": json.dumps({"build": manifest["build"], "files": listed}, indent=1),
        "package.json": json.dumps(description(found), indent=2) + "\n",
    }
    return found | {name: text.encode() for name, text in texts.items()}


def description(names):
    """`package.json` of a package with these files."""
    exports: dict = {
        ".": {
            "types": "./index.d.ts", "node": "./server.js", "default": "./alloy.module.js",
        },
        "./alloy.js": {"types": "./alloy.d.ts", "default": "./alloy.js"},
        "./snippets": {"types": "./snippets.d.ts", "default": "./snippets.js"},
    }
    for name in sorted([*names, "manifest.json", "package.json"]):
        if not name.endswith((".d.ts", ".map")):
            exports.setdefault(f"./{name}", f"./{name}")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    address = project.get("urls", {}).get("Repository")
    return {
        "name": "alloy-web",
        "version": __version__,
        "description": "A Web SDK for the Adobe Experience Edge Network, written in Python",
        "license": "Apache-2.0",
        # Provenance is that of the repository that is named here.
        **({"repository": {"type": "git", "url": f"git+{address}.git"}} if address else {}),
        "keywords": ["adobe", "analytics", "edge network", "personalization", "web sdk"],
        "type": "module",
        "main": "./alloy.module.js",
        "module": "./alloy.module.js",
        "types": "./index.d.ts",
        "unpkg": "./alloy.js",
        "jsdelivr": "./alloy.js",
        "exports": exports,
        "sideEffects": list(_EFFECTS),
    }


def pack(folder):
    """Run `npm pack` there; the path of the tarball."""
    quiet = {**os.environ, "npm_config_update_notifier": "false"}
    done = subprocess.run(
        [*environment.npm(), "pack", "--json", "--ignore-scripts", "--loglevel=error"], cwd=folder,
        env=quiet, capture_output=True, text=True,
    )
    if done.returncode:
        raise BuildError(f"npm pack failed: {done.stderr.strip()}")
    return folder / f"alloy-web-{__version__}.tgz"


def _components():
    return tables.component_names(modules.extra_names(modules.page_modules(ROOT)))


def _snippets(found):
    texts = {
        "baseCode": found["base_code.js"].decode(), "firstFlight": found["first_flight.js"].decode()
    }
    return "".join(
        f"export const {name} = {json.dumps(text)};\n" for name, text in texts.items()
    )
