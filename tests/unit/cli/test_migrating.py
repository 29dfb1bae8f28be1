"""What `alloy-web migrate` says to configurations of alloy.js."""

import json

import pytest

from .kit import AEM, VENDORS, html, run, run_json

OLDER = """
import x from "y";
alloy("configure", {
  edgeConfigId: "8f3c2a64",       // an older name
  imsOrgId: orgFromServer,
  idSyncsEnabled: true,
  debugEnabled: true,
  onBeforeEventSend(content) { content.xdm.a = "}"; },
  clickCollectionEnabeld: false,
});
alloy("sendEvent", { renderDecisions: true, viewName: "cart" });
alloy("syncIdentity", { identity: {} });
"""


@pytest.fixture
def older(tmp_path):
    file = tmp_path / "analytics.js"
    file.write_text(OLDER, "utf-8")
    return file


def test_each_option_is_told_what_becomes_of_it(older):
    status, told = run_json("migrate", older)

    [configuration] = told["configurations"]
    assert status == 1
    assert configuration["kept"] == ["debugEnabled", "onBeforeEventSend"]
    assert configuration["rename"] == {"edgeConfigId": "datastreamId", "imsOrgId": "orgId"}
    assert [*configuration["remove"]] == ["idSyncsEnabled"]
    assert configuration["unread"] == ["imsOrgId"]
    assert [text.partition(":")[0] for text in configuration["problems"]] == [
        "clickCollectionEnabeld"
    ]


def test_commands_that_stay_and_those_of_the_past_are_counted(older):
    _, told = run_json("migrate", older)

    assert told["commands"] == {"configure": 1, "sendEvent": 1}
    assert told["absent"] == {"syncIdentity": 1}


def test_options_that_a_call_would_refuse_are_told_in_its_words(older):
    _, told = run_json("migrate", older)
    _, out, _ = run("migrate", older)

    assert told["calls"] == ["sendEvent: viewName: is not a known option"]
    assert "call to mend: sendEvent: viewName: is not a known option\n" in out


def test_who_has_the_vendors_package_is_told_of_ours(tmp_path):
    file = tmp_path / "tracking.js"
    file.write_text('''
      import { createInstance } from "@adobe/alloy";
      const alloy = createInstance({ name: "alloy" });
      alloy("configure", { orgId: "A@AdobeOrg", datastreamId: "1" });
    ''', "utf-8")

    _, told = run_json("migrate", file)
    _, out, _ = run("migrate", file)

    assert told["package"] is True
    assert 'import from "alloy-web" in place of "@adobe/alloy"' in out
    assert "base code" not in out


def test_a_page_that_needs_nothing_but_another_script(tmp_path):
    vendors = "https://cdn1.adoberesources.net/alloy/2.33.1/alloy.min.js"
    page = tmp_path / "index.html"
    page.write_text(html(
        VENDORS, 'alloy("configure", {orgId: "A@AdobeOrg", datastreamId: "1"});', src=vendors,
    ), "utf-8")

    status, told = run_json("migrate", page)
    _, out, _ = run("migrate", page)

    assert status == 0
    assert told["scripts"] == [vendors]
    assert f"put the address of our alloy.js in place of {vendors}" in out


def test_a_script_that_a_page_writes_is_one_to_replace(tmp_path):
    page = tmp_path / "index.html"
    page.write_text(html(
        VENDORS, 's.src = "https://cdn.example/alloy.min.js"', 'alloy("configure", {orgId: "A"});',
        src=None,
    ), "utf-8")

    assert run_json("migrate", page)[1]["scripts"] == ["https://cdn.example/alloy.min.js"]


def test_a_comparison_with_a_commands_name_is_no_call(tmp_path):
    script = tmp_path / "app.js"
    script.write_text('if (!("setConsent" === it[0] || late("event" + it))) '
                      'alloy("configure", {orgId: "A"});', "utf-8")

    status, told = run_json("migrate", script)
    assert (told["commands"], told["absent"]) == ({"configure": 1}, {})


def test_calls_within_the_library_are_none_of_the_pages(tmp_path):
    (tmp_path / "alloy.js").write_text('De("configure", options); De("sendEvnt", {});', "utf-8")
    page = tmp_path / "index.html"
    page.write_text(html(VENDORS, 'alloy("configure", {orgId: "A@AdobeOrg"});'), "utf-8")

    _, told = run_json("migrate", page)

    assert [each["name"] for each in told["configurations"]] == ["alloy"]


def test_the_options_that_aems_boilerplate_hands_on(tmp_path):
    page = tmp_path / "index.html"
    page.write_text(html(AEM, src=None), "utf-8")

    _, told = run_json("migrate", page)

    assert [each["kept"] for each in told["configurations"]] == [
        ["datastreamId", "orgId", "defaultConsent"]
    ]


def test_options_that_a_page_puts_together_are_read(tmp_path):
    file = tmp_path / "analytics.js"
    file.write_text("""
      const shared = { imsOrgId: "A@AdobeOrg" };
      alloy("configure", { ...shared, edgeConfigId: "1" });
    """, "utf-8")

    _, told = run_json("migrate", file)

    [configuration] = told["configurations"]
    assert configuration["rename"] == {"imsOrgId": "orgId", "edgeConfigId": "datastreamId"}
    assert configuration["problems"] == []


@pytest.mark.parametrize("text", [
    json.dumps({"orgId": "A@AdobeOrg", "edgeConfigId": "1"}),
    'export default { orgId: "A@AdobeOrg", edgeConfigId: "1" };',
    'module.exports = { orgId: "A@AdobeOrg", edgeConfigId: process.env.STREAM };',
])
def test_options_alone_are_enough(tmp_path, text):
    file = tmp_path / "options.js"
    file.write_text(text, "utf-8")

    _, told = run_json("migrate", file)

    [configuration] = told["configurations"]
    assert (configuration["kept"], configuration["rename"]) == (
        ["orgId"], {"edgeConfigId": "datastreamId"}
    )


def test_a_file_without_any_configuration_is_told_so(tmp_path):
    file = tmp_path / "app.js"
    file.write_text("console.log(1)", "utf-8")

    status, out, err = run("migrate", file)

    assert (status, out) == (2, "")
    assert 'there is no alloy("configure", {…}) in it' in err
