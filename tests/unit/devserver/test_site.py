"""Static files: which file, with which headers."""

import sys
from http.client import HTTPConnection

import httpx
import pytest

from alloy_web.devserver.server import Server
from alloy_web.devserver.site import Site

from .kit import PATIENCE_S, VERIFY


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("site")
    first, second = tmp_path / "first", tmp_path / "second"
    for file, text in {
        "first/index.html": "overview",
        "first/direct/index.html": "direct",
        "first/spa/.spa": "",
        "first/spa/index.html": "spa",
        "first/spa/app.js": "app",
        "first/dist/alloy.js": "alloy",
        "first/dist/alloy.js.br": "alloy br",
        "first/dist/alloy.js.gz": "alloy gz",
        "second/direct/index.html": "hidden by first",
        "second/only.txt": "only in second",
        "secret.txt": "secret",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    return [first, second]


@pytest.fixture(scope="module")
def client(folders):
    # Files here are not really packed, so by default nobody unpacks them.
    with (
        Server(site_dirs=folders, scenario="empty") as server,
        httpx.Client(
            base_url=server.url, timeout=PATIENCE_S, verify=VERIFY, headers={"accept-encoding": ""}
        ) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "overview"),
        ("/direct/", "direct"),
        ("/only.txt", "only in second"),
        ("/spa/", "spa"),
        ("/spa/app.js", "app"),
        ("/spa/products", "spa"),
        ("/spa/products/7/", "spa"),
    ],
)
def test_a_path_gives_its_file(client, path, text):
    response = client.get(path)

    assert (response.status_code, response.text) == (200, text)
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/spa/missing.js",
        "/spa/.spa",
        "/spa2/products",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/direct/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/a%00b",
        "/dist",
        "/../secret.txt",
    ],
)
def test_there_is_nothing_where_no_file_is_meant(client, path):
    response = get_as_written(client, path)

    assert response.status == 404
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_folder_without_its_slash_is_sent_on(client):
    response = client.get("/direct?offer=1")

    assert response.status_code == 307
    assert response.headers["location"] == "/direct/?offer=1"


def test_a_redirect_never_leads_to_another_machine(client):
    response = get_as_written(client, "//direct")

    assert response.headers["location"] == "/direct/"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.whl", "application/zip"),
        ("a.zip", "application/zip"),
        ("a.bin", "application/octet-stream"),
        ("a.json", "application/json"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_the_type_follows_from_the_name(client, folders, name, content_type):
    (folders[1] / name).write_text("x", "utf-8")

    assert client.get(f"/{name}").headers["content-type"] == content_type


@pytest.mark.parametrize(
    ("accepted", "encoding", "raw"),
    [
        ("gzip, deflate, br", "br", b"alloy br"),
        ("gzip", "gzip", b"alloy gz"),
        ("br;q=0, gzip;q=0.5", "gzip", b"alloy gz"),
        ("identity", None, b"alloy"),
        ("", None, b"alloy"),
    ],
)
def test_a_file_is_sent_packed_as_the_browser_accepts_it(client, accepted, encoding, raw):
    with client.stream("GET", "/dist/alloy.js", headers={"accept-encoding": accepted}) as response:
        sent = b"".join(response.iter_raw())

    assert sent == raw
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("name", "is_constant"),
    [
        ("alloy-0a1b2c3d.js", True),
        ("core-DTdNVRQ3.js", True),
        ("alloy.js", False),
        ("alloy_web-0.1.0-py3-none-any.whl", False),
        ("pyodide-lock.json", False),
        ("some-template.js", False),
        ("logo-Dark2024.png", False),
    ],
)
def test_only_names_with_a_hash_are_kept_for_ever(client, folders, name, is_constant):
    (folders[0] / "dist" / name).write_text("x", "utf-8")
    expected = "public, max-age=31536000, immutable" if is_constant else "no-cache"

    assert client.get(f"/dist/{name}").headers["cache-control"] == expected


def test_a_service_worker_of_ours_may_serve_the_whole_site(client, folders):
    (folders[0] / "dist" / "alloy.sw.js").write_text("x", "utf-8")

    assert client.get("/dist/alloy.sw.js").headers["service-worker-allowed"] == "/"
    assert "service-worker-allowed" not in client.get("/dist/alloy.js").headers


def test_a_file_the_browser_has_is_not_sent_again(client):
    first = client.get("/dist/alloy.js")
    second = client.get("/dist/alloy.js", headers={"if-none-match": first.headers["etag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["cache-control"] == "no-cache"


def test_packed_and_plain_forms_have_tags_of_their_own(client):
    tags = [
        client.head("/dist/alloy.js", headers={"accept-encoding": e}).headers["etag"]
        for e in ("br", "gzip", "")
    ]

    assert len(set(tags)) == 3


def test_a_missing_icon_is_no_error(client):
    assert client.get("/favicon.ico").status_code == 204


def test_head_tells_the_size_and_sends_nothing(client):
    response = client.head("/direct/")

    assert (response.headers["content-length"], response.content) == ("6", b"")


def test_files_cannot_be_posted(client):
    assert client.post("/direct/").status_code == 405


def get_as_written(client, path):
    """A GET that leaves the path alone; httpx tidies it up first."""
    connection = HTTPConnection(client.base_url.host, client.base_url.port, timeout=PATIENCE_S)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/spa" + "/a" * 1990, 200),
        ("/spa/" + "a" * 3000, 200),
        ("/spa" + "/a" * 4000, 404),
        ("/" + "a" * 3000, 404),
        ("/" + "a/" * 9000, 404),
    ],
    ids=range(5),
)
def test_a_path_longer_than_any_file_has_is_a_route_or_nothing(client, path, status):
    assert get_as_written(client, path).status == status


@pytest.mark.parametrize("top", ["/spa", "/nothing"])
def test_looking_for_a_path_takes_time_that_grows_with_its_length_and_no_faster(folders, top):
    site = Site(folders)
    short, long = (calls(lambda n=n: site._app_page(top + "/a" * n)) for n in (200, 1600))

    assert long < 10 * short


@pytest.fixture
def linked(tmp_path):
    """A site with links in it; `linked/…` is outside."""
    site, outside = tmp_path / "site", tmp_path / "outside"
    site.mkdir()
    outside.mkdir()
    for file in ("index.html", ".spa", "secret.txt"):
        (outside / file).write_text("outside", "utf-8")
    (site / "real.txt").write_text("inside", "utf-8")
    (site / "packed.txt").write_text("inside", "utf-8")
    (site / "packed.txt.br").symlink_to(outside / "secret.txt")
    (site / "file.txt").symlink_to(outside / "secret.txt")
    (site / "folder").symlink_to(outside)
    (site / "own.txt").symlink_to(site / "real.txt")
    (site / "round").symlink_to(site / "round")
    with (
        Server(site_dirs=[site], scenario="empty") as server,
        httpx.Client(
            base_url=server.url,
            timeout=PATIENCE_S,
            verify=VERIFY,
            headers={"accept-encoding": "br"},
        ) as client,
    ):
        yield client


@pytest.mark.parametrize(
    "path", ["/file.txt", "/folder/", "/folder/secret.txt", "/folder/route", "/folder", "/round"]
)
def test_a_link_out_of_the_site_leads_nowhere(linked, path):
    response = linked.get(path)

    assert response.status_code == 404
    assert response.text == f"There is nothing at {path}\n"


def test_a_link_within_the_site_is_a_file_of_it(linked):
    assert linked.get("/own.txt").text == "inside"


def test_a_packed_form_out_of_the_site_is_not_sent(linked):
    response = linked.get("/packed.txt")

    assert (response.text, response.headers.get("content-encoding")) == ("inside", None)


def test_a_folder_added_later_has_its_files_below_its_path_and_comes_first(tmp_path):
    for file, text in {
        "site/app.js": "the site's", "site/shop/cart.js": "the site's", "site/other.txt": "other",
        "build/app.js": "built", "build/assets/cart.css": "cart", "newer/app.js": "newer",
        "secret.txt": "secret",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    (tmp_path / "build/secret.txt").symlink_to(tmp_path / "secret.txt")
    site = Site([tmp_path / "site"])

    def found(path):
        file = site._find(path)
        return file and file.read_text("utf-8")

    site.add_folder("/shop/", tmp_path / "build")

    assert found("/shop/app.js") == "built"
    assert found("/shop/assets/cart.css") == "cart"
    assert found("/shop/cart.js") == found("/app.js") == "the site's"
    assert found("/shopping/app.js") is None
    assert found("/shop/secret.txt") is None

    site.add_folder("/", tmp_path / "newer")
    site.add_folder("/shop/", tmp_path / "newer")

    assert found("/app.js") == found("/shop/app.js") == "newer"
    assert found("/shop/assets/cart.css") is None
    assert found("/other.txt") == "other"


def calls(do):
    """How many functions are called while `do` runs: a measure of work that is no clock."""
    count = [0]

    def note(frame, event, argument):
        count[0] += 1

    sys.setprofile(note)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count[0]
