"""
Everything in `static/dist/`, from sources to compressed files and `manifest.json`.

`artefacts` makes all of it in memory; `build` writes what differs from what is there. The same
sources give the same bytes, so a rebuild touches only what changed.

Caches of visitors and of networks go on naming the files of earlier builds: an `alloy.js` or a page
of yesterday asks for yesterday's SDK, by a name with its hash. So files with a hash in their names
stay, if `python build.py dist` has written them, until KEPT_DAYS after the `dist` that came without
them; what other verbs have built, which nobody publishes, goes with the next build. Who uploads
from a fresh checkout, where nothing earlier is, adds to what is on the server, and deletes there
what is older than that. What the service worker does not have it takes from there, too.
"""

import hashlib
import io
import json
import re
import time
import zipfile

from alloy_web import __version__
from alloy_web.buildtools import (
    archives,
    compress,
    declarations,
    dialect,
    flight,
    folders,
    inventory,
    javascript,
    layers,
    modules,
    naming,
    notices,
    recipes,
    runtimes,
    stamps,
    tables,
    wiring,
)
from alloy_web.buildtools.compiler import linking
from alloy_web.buildtools.console import BuildError, say
from alloy_web.buildtools.environment import BUSY, CACHE, ROOT

KEPT_DAYS = 30
HASHED = re.compile(r"[\w.]+-[0-9a-f]{8}\.\w+")
# What `dist` has written: {name: None, or when it was superseded, in seconds since 1970}.
PUBLISHED = CACHE / "published.json"
STATIC = ROOT / "static"
DIST = STATIC / "dist"
# JavaScript beside the module that asks for it (hosts/browser/interpreter.py), and its source.
IN_PACKAGE = {"bridge.js": "embedded.js", "attached.js": "attached.js"}
BESIDE = ROOT / "alloy_web/hosts/browser"
# What the package has of all this, for sites that install it: the direct way, and the wheel for
# PyScript pages.
SHIPPED = ROOT / "alloy_web/dist"
SHIPPED_GROUPS = (
    "snippet", "loader", "second", "module", "worker", "map", "recipe", "types", "wheel",
    "second wheel",
)
# The SDK as JavaScript for readers, and its source map.
COMPILED = CACHE / "compiled"


def build(smallest=False, features=None):
    """
    Write static/dist/, unless it is there and no source has changed since.

    `smallest` spends 20 s, once, on the smallest possible form of the largest file. With `features`
    (see `linking.script`) `alloy.js` has these in it, and there is no second file.
    """
    with stamps.alone(BUSY):
        sources = stamps.fingerprint(_sources())
        if features is not None:
            sources += f" with {' '.join(sorted(features)) if features != 'all' else features}"
        enough, best = f"{sources} enough", f"{sources} best"
        stamp = CACHE / "dist"
        done = stamps.is_current(stamp, best)
        done = done or (not smallest and stamps.is_current(stamp, enough))
        if not (done and _is_complete([DIST, SHIPPED] if features is None else [DIST])):
            _build(smallest, features)
            stamps.write(stamp, best if smallest else enough)
        if smallest:
            names = [
                each["name"] + suffix
                for each in _listed()
                if HASHED.fullmatch(each["name"])
                for suffix in ("", ".br", ".gz")
            ]
            _note_published(published(_read_published(), names, time.time()))


def published(before, names, now_s):
    """What is to stay: `PUBLISHED` after a `dist` that has these hashed files."""
    after = dict.fromkeys(names)
    for name, superseded_s in before.items():
        if name not in after:
            superseded_s = now_s if superseded_s is None else superseded_s
            if now_s - superseded_s <= KEPT_DAYS * 86400:
                after[name] = superseded_s
    return after


def _read_published():
    try:
        return json.loads(PUBLISHED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _note_published(names):
    PUBLISHED.parent.mkdir(parents=True, exist_ok=True)
    PUBLISHED.write_text(json.dumps(names, indent=1), encoding="utf-8")


def _build(smallest, features):
    say("Building static/dist …")
    problems = [line for rules in (dialect, wiring, layers, naming) for line in rules.check(ROOT)]
    if problems:
        raise BuildError("\n  ".join(["This cannot go into a page:", *problems]))
    files, build_hash = artefacts(features)
    packed = compress.compressed(files, smallest)
    files["manifest.json"] = inventory.manifest(files, packed, build_hash)
    folders.write(DIST, files | packed, _read_published())
    _put_into_package(files["alloy_web.zip"])
    # What is published has its rare features in the second file.
    if features is None:
        folders.write(SHIPPED, shipped(files, build_hash))
        # Whoever packs asks whether the sources are newer (packaging.py).
        (SHIPPED / "manifest.json").touch()


def shipped(files, build_hash):
    """`{name: bytes}` of `alloy_web/dist/`, with a manifest that says nothing of what is served."""
    chosen = {
        name: content for name, content in files.items()
        if name != "manifest.json" and inventory.group(name) in SHIPPED_GROUPS
    }
    return chosen | {"manifest.json": inventory.listing(chosen, build_hash)}


def artefacts(features=None):
    """({name: bytes} of all files but the manifest, the hash of the build)."""
    page_sources = modules.page_modules(ROOT)
    COMPILED.mkdir(parents=True, exist_ok=True)
    scripts = {file.relative_to(STATIC).as_posix(): file.read_bytes() for file in _scripts()}
    files, build_hash, hashed = compiled_files(ROOT, COMPILED, features, scripts.values())
    constants = {"__ALLOY_BUILD__": build_hash, "__ALLOY_VERSION__": __version__}
    files["head.html"] = recipes.head(hashed, files[hashed])
    files |= _of_workers(files, page_sources, constants)
    files["base_code.js"] = javascript.snippet(STATIC / "base_code.js", {})
    files["first_flight.js"] = javascript.snippet(
        STATIC / "first_flight.js", flight.constants()
    )
    files["alloy.d.ts"] = declarations.written().encode()
    files["NOTICES.txt"] = notices.notices()
    files |= _for_python(page_sources, constants)
    for folder, content in [
        ("micropython", _micropython()),
        ("pyodide", runtimes.pyodide()),
        ("pyscript", runtimes.pyscript()),
    ]:
        files |= {f"{folder}/{name}": data for name, data in content.items()}
    return files, build_hash


def _of_workers(files, page_sources, constants):
    """`{name: bytes}`: what service workers run, and pages whose workers run Python."""
    # What the service worker keeps; first of all what every page loads.
    kept = {
        name: recipes.integrity(files[name])
        for name in files
        if name.endswith(".js")
    }
    keeping = {**constants, "__ALLOY_FILES__": kept, "__ALLOY_FIRST__": ["alloy.js"]}
    push, kept_names = linking.push_worker(COMPILED, page_sources)
    script, _ = javascript.compiled(
        STATIC / "push_worker.js", {"alloy-push": push}, kept_names, constants
    )
    return {
        "alloy.sw.js": javascript.bundle(STATIC / "service_worker.js", keeping),
        "alloy.push.js": script,
        "alloy.workers.js": javascript.bundle(
            STATIC / "workers.js", {**constants, "__ALLOY_COMPILED__": False}, as_module=True
        ),
    }


def _for_python(page_sources, constants):
    """
    `{name: bytes}`: our modules and the scripts that they need, as PyScript loads them: a wheel,
    another for the features that few sites use, and both in a zip file.
    """
    package = modules.package(page_sources)
    second = f"{modules.SECOND}.py"
    extras = {second: package.pop(second)}
    for name, source in IN_PACKAGE.items():
        package[f"alloy_web/{name}"] = javascript.bundle(
            STATIC / "bridge" / source, {**constants, "__ALLOY_COMPILED__": False}
        )
    notice = {"NOTICE": (ROOT / "NOTICE").read_bytes()}
    return {
        archives.wheel_name(name, __version__): archives.wheel(name, __version__, content, notice)
        for name, content in ((modules.PACKAGE, package), (modules.SECOND, extras))
    } | {"alloy_web.zip": archives.zipped(package | extras)}


def _micropython():
    script = (runtimes.MICROPYTHON / "micropython.mjs").read_bytes()
    return {
        "micropython.mjs": javascript.minify_module(script),
        "micropython.wasm": (runtimes.MICROPYTHON / "micropython.wasm").read_bytes(),
    }


def compiled_files(root, folder, features, scripts):
    """
    `({name: bytes}, hash of the build, name of alloy.js with its hash)`: the compiled SDK of the
    tree at `root`, as a script, as a module and, unless all is in one, the second file. Texts for
    readers go to `folder`; `scripts` are what else is in them, for the hash.
    """
    page_sources = modules.page_modules(root)
    if features is not None:
        page_sources = modules.with_features(page_sources, features)
    extras = modules.extra_names(page_sources)
    sdk, second, kept_names = linking.script(
        folder, page_sources, is_one=features is not None or not extras
    )
    build_hash = _hash8(*[each.read_bytes() for each in (sdk, second) if each], *scripts)
    constants = {"__ALLOY_BUILD__": build_hash, "__ALLOY_VERSION__": __version__}
    loading = {
        **constants,
        "__ALLOY_COMPONENTS__": " ".join(tables.component_names(extras)),
        "__ALLOY_SECOND__": "",
        "__ALLOY_INTEGRITY__": "",
    }
    files, short = {}, None
    made = {"alloy-sdk": sdk}
    if second:
        # The names that properties get in the first hold for the second.
        draft = loading | {"__ALLOY_SECOND__": "./alloy.extras-0.js"}
        short = javascript.short_names(STATIC / "loader.js", made, kept_names, draft)
        script, its_map = javascript.compiled(
            STATIC / "extras.js", {"alloy-extras": second}, kept_names, constants, short
        )
        name = f"alloy.extras-{_hash8(script)}.js"
        files[name] = script + f"//# sourceMappingURL={name}.map\n".encode()
        files[f"{name}.map"] = its_map
        loading["__ALLOY_SECOND__"] = f"./{name}"
        loading["__ALLOY_INTEGRITY__"] = recipes.integrity(files[name])
    loader, its_map = javascript.compiled(
        STATIC / "loader.js", made, kept_names, loading, short, at_once=True
    )
    # The same for sites whose pages name the build.
    hashed = f"alloy-{_hash8(loader)}.js"
    files[f"{hashed}.map"] = its_map
    for name in ("alloy.js", hashed):
        files[name] = loader + f"//# sourceMappingURL={hashed}.map\n".encode()
    module, its_map = javascript.compiled(
        STATIC / "module.js", made, kept_names, loading, short, as_module=True, at_once=True
    )
    files["alloy.module.js"] = module + b"//# sourceMappingURL=alloy.module.js.map\n"
    files["alloy.module.js.map"] = its_map
    return files, build_hash, hashed


def _scripts():
    folders = [STATIC, *(STATIC / name for name in ("bridge", "python", "snippet", "worker"))]
    return sorted(file for folder in folders for file in folder.glob("*.js"))


def _sources():
    locks = [ROOT / name for name in ("requirements.lock", "package-lock.json", "pyodide.lock")]
    package = ROOT / "alloy_web"
    texts = [ROOT / "LICENSE", ROOT / "NOTICE", *(package / "buildtools").rglob("*.txt")]
    return [*package.rglob("*.py"), *package.rglob("*.mjs"), *_scripts(), *locks, *texts]


def _put_into_package(archive):
    """The same scripts for the package as it stands here; what pip packs (packaging.py)."""
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        for name in IN_PACKAGE:
            (BESIDE / name).write_bytes(made.read(f"alloy_web/{name}"))


def _is_complete(folders):
    if not all((BESIDE / name).is_file() for name in IN_PACKAGE):
        return False
    try:
        return all(
            (folder / each["name"]).stat().st_size == each["bytes"]
            for folder in folders for each in _listed(folder)
        )
    except (OSError, ValueError):
        return False


def _listed(folder=DIST):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]


def _hash8(*contents):
    return hashlib.sha256(b"".join(contents)).hexdigest()[:8]
