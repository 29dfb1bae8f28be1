"""
Pages that load again when a file of the site changes: for whoever works on the site.

Each page of the site gets a script, which asks once a second whether the state that the page was
served in still holds. A question and no stream, so that a server that ends and starts again is
nothing special.
"""

import hashlib
import os
from pathlib import Path

SCRIPT_PATH = "/_edge/reload.js"
SCRIPT = """\
// Put into pages by `alloy-web serve`, which is for development.
(() => {
  const seen = new URL(document.currentScript.src).searchParams.get("state");
  const look = async () => {
    try {
      const answer = await fetch("/_edge/changes", { cache: "no-store" });
      if ((await answer.json()).state !== seen) return location.reload();
    } catch {
      // The server is away; it may come back.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
})();
"""
# Folders that are not the site's own work, and large.
_LEFT_OUT = ("node_modules", "__pycache__")
_MOST_FILES = 20_000


def state(folders):
    """A text that is another one once a file in these folders is changed, made or gone."""
    digest = hashlib.sha256()
    count = 0
    for root in folders:
        for folder, names, files in os.walk(root):
            names[:] = sorted(
                name for name in names if not name.startswith(".") and name not in _LEFT_OUT
            )
            for name in sorted(files):
                count += 1
                if count > _MOST_FILES:
                    return digest.hexdigest()[:16]
                try:
                    facts = Path(folder, name).stat()
                except OSError:
                    continue
                digest.update(f"{folder}/{name} {facts.st_mtime_ns} {facts.st_size}\n".encode(
                    "utf-8", "surrogateescape"
                ))
    return digest.hexdigest()[:16]


def with_script(html, now):
    """The page with the script at its end; `now` is the state it is served in."""
    tag = f'<script src="{SCRIPT_PATH}?state={now}"></script>\n'.encode()
    at = html.lower().rfind(b"</body")
    return html[:at] + tag + html[at:] if at >= 0 else html + tag
