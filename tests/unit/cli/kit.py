"""Pages and commands that the tests of `alloy-web` share."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from alloy_web.cli.main import main

ROOT = Path(__file__).resolve().parents[3]

# The base code as the vendor's documentation prints it today, and as it did before.
VENDORS = """!function(n,o){o.forEach(function(o){n[o]||((n.__alloyNS=n.__alloyNS||
[]).push(o),n[o]=function(){var u=arguments;return new Promise(
function(i,l){n.setTimeout(function(){n[o].q.push([i,l,u])})})},n[o].q=[])})}
(window,["alloy"]);"""
VENDORS_OLDER = VENDORS.replace("n.setTimeout(function(){n[o].q.push([i,l,u])})",
                                "n[o].q.push([i,l,u])")
# AEM's boilerplate, which imports the SDK.
AEM = """
function initWebSDK(path, config) {
  if (!window.alloy) {
    (window.__alloyNS ||= []).push('alloy');
    window.alloy = (...args) => new Promise((resolve, reject) => {
      window.setTimeout(() => { window.alloy.q.push([resolve, reject, args]); });
    });
    window.alloy.q = [];
  }
  return new Promise((resolve) => {
    import(path).then(() => window.alloy('configure', config)).then(resolve);
  });
}
const alloyLoadedPromise = initWebSDK('./alloy.js', {
  datastreamId: '1', orgId: 'A@AdobeOrg', defaultConsent: 'in',
});
"""
CONFIGURE = 'alloy("configure", {orgId: "A@AdobeOrg", datastreamId: "1"%s});'
VIEW = 'alloy("event", {type: "viewStart"});'
CONSENT = """alloy("setConsent", {consent: [
  {standard: "Adobe", version: "1.0", value: {general: "in"}},
]});"""


def html(*scripts, src="alloy.js", head=""):
    """A page with these inline scripts, after one that names the SDK's file."""
    tag = f'<script src="{src}" async></script>' if src else ""
    inline = "".join(f"<script>{each}</script>" for each in scripts)
    return f"<!doctype html><html><head>{head}{tag}</head><body>{inline}</body></html>"


def run(*arguments):
    """`(status, stdout, stderr)` of `alloy-web` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as end:
            status = end.code
    return status, out.getvalue(), err.getvalue()


def run_json(*arguments):
    """`(status, what it printed with --json)`."""
    status, out, err = run(*arguments, "--json")
    assert err == ""
    return status, json.loads(out)
