"""
The run time of the vendor's Tags, as npm has it, with the SDK that the page hosts itself.

The vendor's extension is in no package index: in its place stands one of a few lines, made as the
vendor's documentation says extensions are. It configures the instances that its settings name, when
the library starts, and has an action that sends an event.
"""

import json

import pytest

from alloy_web.buildtools import stamps
from alloy_web.buildtools.console import run
from alloy_web.buildtools.environment import CACHE, ROOT, npm

pytestmark = [pytest.mark.full, pytest.mark.engines("chromium")]
VERSION = "28.1.0"
FOLDER = CACHE / f"turbine-{VERSION}"
# What the extension's settings say.
INSTANCES = [
    {"name": "alloy", "datastreamId": "first"}, {"name": "shop", "datastreamId": "second"},
]
CONTAINER = """
window._satellite = window._satellite || {};
window._satellite.container = {
  buildInfo: { buildDate: "2026-05-01T00:00:00Z", turbineVersion: "%(version)s" },
  environment: { id: "EN1", stage: "staging" },
  company: { orgId: "0123456789ABCDEF01234567@AdobeOrg" },
  property: { id: "PR1", name: "Shop", settings: { domains: [], undefinedVarsReturnEmpty: false,
    ruleComponentSequencingEnabled: true } },
  dataElements: {
    plan: { modulePath: "sdk/plan.js", settings: {}, defaultValue: "", storageDuration: "" },
  },
  extensions: { sdk: {
    displayName: "Web SDK", settings: { instances: %(instances)s },
    modules: {
      "sdk/start.js": { name: "start", script(module, exports, require, turbine) {
        for (const { name, datastreamId } of turbine.getExtensionSettings().instances) {
          if (!window.__alloyNS.includes(name)) throw new Error("no instance " + name);
          window[name]("configure", { datastreamId, orgId: datastreamId + "@AdobeOrg",
            edgeDomain: location.host, thirdPartyCookiesEnabled: false });
        }
        module.exports = (settings, trigger) => trigger();
      } },
      "sdk/click.js": { name: "click", script(module) {
        module.exports = ({ selector }, trigger) => document.addEventListener("click", (event) => {
          if (event.target.closest(selector)) trigger({ element: event.target });
        });
      } },
      "sdk/plan.js": { name: "plan", script(module) {
        module.exports = () => document.documentElement.dataset.plan;
      } },
      "sdk/send.js": { name: "send-event", script(module) {
        module.exports = ({ instanceName, ...options }) =>
          window[instanceName]("sendEvent", options).then((result) => window.told.push(
            [instanceName, result.propositions.length]));
      } },
    },
  } },
  rules: [
    { id: "RL1", name: "Page", conditions: [],
      events: [{ modulePath: "sdk/start.js", settings: {}, ruleOrder: 50 }],
      actions: [
        { modulePath: "sdk/send.js", timeout: 60000, delayNext: true, settings: {
          instanceName: "alloy", renderDecisions: true, data: { plan: "%%plan%%" },
          xdm: { eventType: "web.webpagedetails.pageViews" } } },
        { modulePath: "sdk/send.js", timeout: 60000, delayNext: true, settings: {
          instanceName: "shop", xdm: { eventType: "after" } } },
      ] },
    { id: "RL2", name: "Buy", conditions: [],
      events: [{ modulePath: "sdk/click.js", settings: { selector: "#buy" }, ruleOrder: 50 }],
      actions: [{ modulePath: "sdk/send.js", timeout: 60000, delayNext: true, settings: {
        instanceName: "alloy", xdm: { eventType: "commerce.purchases" } } }] },
  ],
};
window.told = [];
"""


@pytest.fixture(scope="module")
def turbine():
    """The text of the run time; it comes from npm, once."""
    with stamps.alone(FOLDER.with_suffix(".lock")):
        file = FOLDER / "node_modules/@adobe/reactor-turbine/dist/engine.min.js"
        if not file.is_file():
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / "package.json").write_text('{"private": true}', "utf-8")
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            name = f"@adobe/reactor-turbine@{VERSION}"
            run([*npm(), "install", *quiet, name], f"Installing {name}", cwd=FOLDER)
    return file.read_text("utf-8")


@pytest.mark.parametrize("is_late", [False, True])
def test_rules_of_tags_configure_our_instances_and_send_their_events(
    visit, edge, turbine, is_late
):
    base_code = (ROOT / "static/dist/base_code.js").read_text("utf-8")
    assert f"turbine` {VERSION})" in (ROOT / "docs/moving-over.md").read_text("utf-8")
    container = CONTAINER % {"version": VERSION, "instances": json.dumps(INSTANCES)}
    edge.add_page("/t/tags.js", container + turbine, {"content-type": "text/javascript"})
    scripts = [
        '<script src="/t/tags.js"></script>',
        f'<script src="/dist/alloy.js" {"defer" if is_late else ""}></script>',
    ]
    visit.open(
        '<!doctype html><html data-plan="gold"><head><script>'
        + base_code.replace('["alloy"]', '["alloy", "shop"]') + "</script>"
        + "".join(scripts if is_late else reversed(scripts))
        + '</head><body><p id="buy">Buy</p></body></html>'
    )
    visit.page.wait_for_function("window.told.length === 2")
    visit.page.click("#buy")
    visit.page.wait_for_function("window.told.length === 3")

    assert visit.page.evaluate("window.told") == [["alloy", 0], ["shop", 0], ["alloy", 0]]
    sent = [(each["query"]["configId"], each["body"]["events"][0]) for each in edge.events()]
    assert [(stream, event["xdm"]["eventType"]) for stream, event in sent] == [
        ("first", "web.webpagedetails.pageViews"), ("second", "after"),
        ("first", "commerce.purchases"),
    ]
    # What a data element of Tags is asked for.
    assert sent[0][1]["data"] == {"plan": "gold"}
