"""What `alloy-web doctor` finds on a page."""

import pytest

from alloy_web.cli import doctor, pages, policies, shipped, texts, tracking

from .kit import AEM, CONFIGURE, CONSENT, VENDORS, VENDORS_OLDER, VIEW, html, run, run_json

GOOD = CONFIGURE % ', defaultConsent: "pending", autoViews: true'


def found(text, headers=None):
    """`{code: level}` of a page with this text."""
    address = "https://shop.example/cart"
    page = pages.parsed(texts.Text(address, "text/html", headers or {}, text))
    return {each["code"]: each["level"] for each in doctor.examined(page)}


def problems(text, headers=None):
    return sorted(code for code, level in found(text, headers).items() if level == "problem")


def warnings(text, headers=None):
    return sorted(code for code, level in found(text, headers).items() if level == "warning")


def ours(name):
    return (shipped.FOLDER / name).read_text("utf-8")


@pytest.fixture(scope="module", autouse=True)
def built(dist):
    """The files of the package."""


@pytest.mark.parametrize("base_code", [VENDORS, VENDORS_OLDER, "base_code.js", "first_flight.js"])
def test_each_published_base_code_is_known(base_code):
    text = ours(base_code) if base_code.endswith(".js") else base_code

    assert tracking.names_in(text) == ["alloy"]
    assert problems(html(text, GOOD + CONSENT)) == []


def test_the_names_of_several_instances_are_read():
    base_code = VENDORS.replace('["alloy"]', "['alloy', \"shop\"]")

    assert tracking.names_in(base_code) == ["alloy", "shop"]


def test_a_good_page_has_neither_problems_nor_warnings():
    text = html(VENDORS, GOOD + CONSENT)

    assert (problems(text), warnings(text)) == ([], [])


def test_a_page_of_aems_boilerplate_is_understood():
    text = html(AEM, VIEW, src=None)

    assert problems(text) == []
    assert found(text)["sdk.import"] == "note"


def test_a_page_without_an_sdk_is_told_to_have_none():
    assert found("<!doctype html><p>Hello</p>") == {"sdk.none": "problem"}


def test_a_base_code_whose_sdk_never_comes():
    assert problems(html(VENDORS, GOOD + CONSENT, src=None)) == ["sdk.missing"]


def test_an_sdk_that_tags_brings_is_expected_from_there():
    tags = "https://assets.adobedtm.com/a/b/launch-c.min.js"
    told = found(html(VENDORS, GOOD + CONSENT, src=tags))

    assert told["sdk.from_tags"] == "note"
    assert "sdk.missing" not in told


@pytest.mark.parametrize("code", [
    "var s = document.createElement('script'); s.src = '/dist/alloy.js'; document.head.append(s);",
    'const script = document.createElement("script");\n'
    'script.src = pilot === "ours" ? "/dist/alloy.js" : "https://cdn.example/alloy.min.js";',
    'load.setAttribute("src", `https://cdn.example/2.33.1/alloy.min.js`)',
])
def test_an_sdk_whose_tag_a_script_writes_is_seen(code):
    told = found(html(VENDORS, code, GOOD + CONSENT, src=None))

    assert told["sdk.written"] == "note"
    assert "sdk.missing" not in told


def test_an_sdk_whose_tag_a_script_writes_is_held_against_the_policy():
    text = html(VENDORS, "s.src = 'https://cdn.example/alloy.js'", GOOD + CONSENT, src=None)

    assert problems(text, {"content-security-policy": "script-src 'unsafe-inline'"}) == [
        "csp.script",
    ]
    strict = {"content-security-policy": "script-src 'strict-dynamic' 'nonce-a'"}
    assert problems(text.replace("<script>", "<script nonce=a>"), strict) == []


@pytest.mark.parametrize("code", [
    "// s.src = '/dist/alloy.js'", "log('alloy.js is late'); a.src = 'b.png'",
    "a.src = 'my-alloy.js'",
])
def test_what_only_looks_like_such_a_script_is_none(code):
    assert problems(html(VENDORS, code, GOOD + CONSENT, src=None)) == ["sdk.missing"]


def test_an_sdk_that_a_tag_manager_may_bring_is_no_certain_problem():
    manager = "f.src='https://www.googletagmanager.com/gtm.js?id='+i;"

    assert found(html(VENDORS, manager, GOOD + CONSENT, src=None))["sdk.missing"] == "warning"


def test_an_sdk_without_a_base_code():
    assert "base.missing" in problems(html(GOOD + CONSENT))


@pytest.mark.parametrize("views", [
    VIEW,
    'alloy("sendEvent", {renderDecisions: true});',
    'alloy("sendEvent", {xdm: {eventType: "web.webpagedetails.pageViews"}});',
])
def test_views_by_themselves_and_by_the_page_are_counted_twice(views):
    assert problems(html(VENDORS, GOOD + CONSENT + views)) == ["views.double"]


def test_two_calls_that_start_a_view_may_count_twice():
    text = html(VENDORS, CONFIGURE % ', defaultConsent: "in"' + CONSENT + VIEW, VIEW)

    assert warnings(text) == ["views.double"]


def test_a_page_that_starts_no_view():
    assert warnings(html(VENDORS, CONFIGURE % ', defaultConsent: "in"' + CONSENT)) == ["views.none"]


@pytest.mark.parametrize("option, code", [
    ("", "consent.none"),
    (', defaultConsent: "in"', "consent.none"),
    (', defaultConsent: "pending"', "consent.never"),
    (', defaultConsent: "out"', "consent.out"),
])
def test_consent_that_nobody_asks_for(option, code):
    text = html(VENDORS, CONFIGURE % option + VIEW)

    assert warnings(text) == [code]
    assert warnings(html(VENDORS, CONFIGURE % option + VIEW + CONSENT)) == []


def test_the_older_form_of_a_pending_consent_is_one():
    assert warnings(html(VENDORS, CONFIGURE % ", optInEnabled: true" + VIEW)) == ["consent.never"]
    assert warnings(html(VENDORS, CONFIGURE % ", optInEnabled: true" + VIEW + CONSENT)) == []


def test_a_default_consent_that_only_running_would_tell_is_left_alone():
    assert warnings(html(VENDORS, CONFIGURE % ", defaultConsent: chosen()" + VIEW)) == []


# As pages write it that share their options, or have them from a template.
INDIRECT = {
    "a name": 'const config = {%s}; alloy("configure", config);',
    "Object.assign": 'alloy("configure", Object.assign({edgeDomain: location.host}, {%s}));',
    "spread": 'const base = {%s}; alloy("configure", {...base, debugEnabled: true});',
}
OPTIONS = 'orgId: "A@AdobeOrg", datastreamId: "1", defaultConsent: "pending", autoViews: true'


@pytest.mark.parametrize("way", INDIRECT)
def test_options_are_read_where_the_page_puts_them_together(way):
    text = html(VENDORS, INDIRECT[way] % OPTIONS + VIEW)

    assert (problems(text), warnings(text)) == (["views.double"], ["consent.never"])


@pytest.mark.parametrize("configure", [
    'alloy("configure", configFromServer);',
    'let config = {%s}; if (live) config = other; alloy("configure", config);' % OPTIONS,
    'const config = {%s}; config.autoViews = ask(); alloy("configure", config);' % OPTIONS,
    'alloy("configure", {...configFromServer, debugEnabled: true});',
    'alloy("configure", Object.assign({}, configFromServer));',
])
def test_options_that_only_running_would_tell_are_said_not_to_be_looked_at(configure):
    told = found(html(VENDORS, configure))

    assert told["configure.unread"] == "note"
    assert not {"problem", "warning"} & {*told.values()}


def test_what_another_function_is_told_to_configure_is_no_instance():
    text = html(VENDORS, GOOD + CONSENT + 'chat("configure", {colour: "red"});')

    assert (problems(text), warnings(text)) == ([], [])


def test_a_page_that_configures_nothing():
    assert warnings(html(VENDORS)) == ["configure.none"]


@pytest.mark.parametrize("config, expected", [
    ('{"packages": ["/dist/alloy_web.whl"]}', ["pyscript.packages"]),
    ('{"files": {"/dist/alloy_web.zip": "./*"}}', []),
    ('{"packages": ["https://a.example/alloy_web.whl"], "index_urls": []}', []),
])
def test_packages_that_a_pyscript_worker_does_not_find(config, expected):
    worker = f"<script type='py' worker src='main.py' config='{config}'></script>"

    assert problems(html(VENDORS, GOOD + CONSENT, head=worker)) == expected
    assert problems(html(VENDORS, GOOD + CONSENT, head=worker.replace(" worker", ""))) == []


@pytest.mark.parametrize("options, expected", [
    ('{xdm: made(), viewName: "home"}', ["call.options"]),
    ('{xdm: "gold"}', ["call.options"]),
    # Only running would tell.
    ('{xdm: made(), data: {plan: plan}}', []),
    ('{...shared, viewName: "home"}', []),
    ("everything", []),
])
def test_options_that_another_call_refuses(options, expected):
    call = f'alloy("sendEvent", {options});'

    assert problems(html(VENDORS, GOOD + CONSENT + call)) == expected


def test_what_a_call_needs_may_come_with_what_only_running_would_tell():
    text = html(VENDORS, GOOD + 'alloy("setConsent", {consent: chosen});')

    assert problems(text) == []


def test_options_that_configure_refuses_are_told_in_its_words():
    text = html(VENDORS, CONFIGURE % ', defaultConsnet: "in"' + CONSENT + VIEW)

    assert problems(text) == ["configure"]


def test_two_sdks_on_one_page():
    vendors = "https://cdn1.adoberesources.net/alloy/2.33.1/alloy.min.js"
    text = html(VENDORS, GOOD + CONSENT, head=f'<script src="{vendors}"></script>')

    assert problems(text) == ["sdk.twice"]
    assert found(text)["version.vendor"] == "note"


def test_instances_with_the_same_datastream():
    base_code = VENDORS.replace('["alloy"]', '["alloy","shop"]')
    second = 'shop("configure", {orgId: "B@AdobeOrg", datastreamId: "1"});'

    assert problems(html(base_code, GOOD + CONSENT + second)) == ["instances.clash"]


def test_an_instance_that_is_never_configured():
    base_code = VENDORS.replace('["alloy"]', '["alloy","shop"]')

    assert "instances.unconfigured" in found(html(base_code, GOOD + CONSENT))


def test_analytics_of_an_older_kind_counts_as_well():
    head = '<script src="/js/AppMeasurement.js"></script>'

    assert warnings(html(VENDORS, GOOD + CONSENT, head=head)) == ["analytics.twice"]


def test_report_suites_of_overrides_are_named():
    text = html(VENDORS, GOOD + CONSENT + """alloy("sendEvent", {edgeConfigOverrides: {
      com_adobe_analytics: {reportSuites: ["prod", "global"]}}});""")
    page = pages.parsed(texts.Text("https://shop.example/", "text/html", {}, text))

    [note] = [each for each in doctor.examined(page) if each["code"] == "report_suites"]
    assert "prod, global" in note["text"]


def test_a_published_page_that_sends_to_the_local_edge():
    text = html(VENDORS, CONFIGURE % ', edgeDomain: "localhost:8000", autoViews: true' + CONSENT)

    assert problems(text) == ["edge.local"]


@pytest.mark.parametrize("policy, codes", [
    ("default-src *; script-src * 'unsafe-inline'", []),
    ("script-src 'self' 'nonce-a'; connect-src https://*.adobedc.net https://adobedc.demdex.net",
     ["csp.script"]),
    ("script-src 'self' 'unsafe-inline'; connect-src 'self'", ["csp.connect", "csp.identity"]),
    ("script-src 'none'", ["csp.script"]),
    ("script-src https://cdn.example 'unsafe-inline'", ["csp.script"]),
    ("require-trusted-types-for 'script'; trusted-types other", ["csp.trusted_types"]),
    ("require-trusted-types-for 'script'; trusted-types alloy_web", []),
])
def test_a_policy_that_blocks_something(policy, codes):
    text = html(VENDORS, GOOD + CONSENT)
    told = found(text, {"content-security-policy": policy})

    assert sorted(code for code in told if code.startswith("csp.")) == codes


@pytest.mark.parametrize("policy, src, advice", [
    ("script-src 'unsafe-inline'", "/dist/alloy.js",
     "Add 'self' to script-src, or give it a nonce."),
    ("script-src 'unsafe-inline'", "https://cdn.example/alloy.js",
     "Add https://cdn.example to script-src, or give it a nonce."),
    ("script-src 'strict-dynamic' 'nonce-a'", "/dist/alloy.js",
     "Give it a nonce: with 'strict-dynamic' no address counts."),
])
def test_what_to_do_about_a_blocked_script_is_what_helps(policy, src, advice):
    text = html(GOOD, src=src)
    headers = {"content-security-policy": policy}
    page = pages.parsed(texts.Text("https://shop.example/", "text/html", headers, text))

    [told] = [each for each in doctor.examined(page) if each["code"] == "csp.script"]
    assert told["do"] == advice


def test_a_policy_in_the_page_itself_counts():
    head = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\">"

    assert problems(html(VENDORS, GOOD + CONSENT, head=head)) == ["csp.script"]


@pytest.mark.parametrize("source, url, is_allowed", [
    ("'self'", "https://shop.example/a.js", True),
    ("'self'", "http://shop.example/a.js", False),
    ("https:", "https://cdn.example/a.js", True),
    ("http:", "https://cdn.example/a.js", True),
    ("cdn.example", "https://cdn.example/a.js", True),
    ("cdn.example", "https://cdn.example:8443/a.js", False),
    ("cdn.example:*", "https://cdn.example:8443/a.js", True),
    ("*.example", "https://cdn.example/a.js", True),
    ("*.cdn.example", "https://cdn.example/a.js", False),
    ("https://cdn.example/lib/", "https://cdn.example/lib/a.js", True),
    ("https://cdn.example/lib/", "https://cdn.example/other/a.js", False),
    ("https://cdn.example/a.js", "https://cdn.example/a.js", True),
])
def test_sources_are_matched_as_browsers_do(source, url, is_allowed):
    script = pages.Script({"src": url}, None, 1)
    script.url = url
    policy = policies.Policy(f"script-src {source}")

    assert policy.allows_script(script, "https://shop.example/") is is_allowed


def test_an_integrity_that_is_not_the_files(tmp_path):
    (tmp_path / "alloy.js").write_bytes((shipped.FOLDER / "alloy.js").read_bytes())
    page = tmp_path / "index.html"
    right = shipped.integrity((shipped.FOLDER / "alloy.js").read_bytes())
    for value, codes in ((right, []), ("sha384-AAAA", ["sdk.integrity"])):
        page.write_text(html(VENDORS, GOOD + CONSENT).replace(
            'alloy.js"', f'alloy.js" integrity="{value}"'), "utf-8")
        _, told = run_json("doctor", page)

        assert [each["code"] for each in told["findings"] if each["level"] == "problem"] == codes
        assert any("is alloy_web" in each["text"] for each in told["findings"])


def test_a_page_with_python_in_it_is_one_of_ours(tmp_path):
    run("init", tmp_path / "shop", "--kind", "pyscript")

    status, told = run_json("doctor", tmp_path / "shop/site/index.html")

    assert status == 0
    assert [each for each in told["findings"] if each["level"] == "problem"] == []


def test_it_ends_with_1_where_there_is_a_problem_and_with_0_where_there_is_none(tmp_path):
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    (tmp_path / "alloy.js").write_bytes((shipped.FOLDER / "alloy.js").read_bytes())
    good.write_text(html(VENDORS, GOOD + CONSENT), "utf-8")
    bad.write_text(html(VENDORS, GOOD + VIEW), "utf-8")

    assert [run("doctor", each)[0] for each in (good, bad)] == [0, 1]


def test_what_a_page_says_does_not_steer_the_terminal(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(html(VENDORS, CONFIGURE % ", '\\x1b[2J': 1"), "utf-8")

    status, out, _ = run("doctor", page)

    assert status == 1
    assert "\x1b" not in out
