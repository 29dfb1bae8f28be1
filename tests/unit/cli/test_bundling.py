"""`alloy-web bundle`: the files of a site, and the lines that go with them."""

import pytest

from alloy_web.cli import doctor, pages, shipped, texts

from .kit import CONFIGURE, CONSENT, run, run_json

pytestmark = pytest.mark.usefixtures("dist")


def test_each_file_has_the_integrity_that_is_told(tmp_path):
    status, told = run_json("bundle", tmp_path / "out")

    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert status == 0
    assert {"alloy.js", "alloy.module.js", "base_code.js", "alloy.d.ts"} < names
    assert names == {each["name"] for each in told["files"]}
    for each in told["files"]:
        content = (tmp_path / "out" / each["name"]).read_bytes()
        assert each["integrity"] == shipped.integrity(content)
    assert [name for name in names if name.endswith(".whl")] == []


def test_files_of_earlier_builds_stay_and_others_are_the_new_ones(tmp_path):
    (tmp_path / "alloy-0123abcd.js").write_text("yesterday")
    (tmp_path / "alloy.js").write_text("yesterday")
    _, told = run_json("bundle", tmp_path)

    assert told["earlier"] == ["alloy-0123abcd.js"]
    assert (tmp_path / "alloy-0123abcd.js").read_text() == "yesterday"
    assert (tmp_path / "alloy.js").read_bytes() == (shipped.FOLDER / "alloy.js").read_bytes()


@pytest.mark.parametrize("more, edge_domain", [
    ([], "edge.adobedc.net"),
    (["--url", "https://static.shop.example/lib"], "edge.adobedc.net"),
    (["--url", "//static.shop.example/lib/", "--first-flight"], "edge.adobedc.net"),
    (["--edge-domain", "metrics.shop.example"], "metrics.shop.example"),
])
def test_a_page_made_of_the_lines_is_a_healthy_one(tmp_path, more, edge_domain):
    _, told = run_json("bundle", tmp_path, *more)
    inline = (shipped.FOLDER / told["snippet"]).read_text("utf-8")
    options = f', defaultConsent: "pending", autoViews: true, edgeDomain: "{edge_domain}"'
    options += ", thirdPartyCookiesEnabled: false" if more[:1] == ["--edge-domain"] else ""
    html = (
        f"<!doctype html><head><script>{inline}</script>{''.join(told['tag'])}"
        f"<script nonce=n>{CONFIGURE % options}{CONSENT}</script>"
    )
    headers = {"content-security-policy": " ".join(told["csp"])}
    page = pages.parsed(texts.Text("https://shop.example/", "text/html", headers, html))

    levels = {each["code"]: each["level"] for each in doctor.examined(page)}
    assert [code for code, level in levels.items() if level != "note"] == []
    is_elsewhere = "static.shop.example" in "".join(more)
    assert ("crossorigin" in "".join(told["tag"])) is is_elsewhere


def test_source_maps_may_be_left_out_and_the_wheel_put_in(tmp_path):
    _, told = run_json("bundle", tmp_path, "--no-maps", "--with-wheel")

    endings = {each["name"].rpartition(".")[2] for each in told["files"]}
    assert "map" not in endings
    assert "whl" in endings


def test_source_maps_of_this_build_are_none_of_an_earlier_one(tmp_path):
    run("bundle", tmp_path)
    _, told = run_json("bundle", tmp_path, "--no-maps")

    assert told["earlier"] == []


def test_the_file_with_the_tag_is_for_where_the_files_will_be(tmp_path):
    _, told = run_json("bundle", tmp_path, "--url", "https://static.shop.example/lib",
                       "--edge-domain", "metrics.shop.example")

    head = (tmp_path / "head.html").read_text("utf-8")
    assert head.splitlines() == told["tag"]
    assert 'src="https://static.shop.example/lib/alloy-' in head


@pytest.mark.parametrize("verb", ["bundle", "init"])
def test_a_folder_without_a_name_is_refused(verb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = run(verb, "")

    assert (status, err) == (2, f"alloy-web {verb}: name a folder\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    status, _, err = run("bundle", tmp_path / "file")

    assert status == 2
    assert "cannot be written" in err
