"""The control endpoints: for pages of this machine, under its names, and not for forms."""

import pytest

from alloy_web.devserver.server import Server

from .kit import get, options, post, request, send, view

CONTROLS = [
    ("GET", "events"),
    ("GET", "events/1"),
    ("GET", "scenario"),
    ("GET", "live"),
    ("GET", "search?q=a"),
    ("GET", "export/json"),
    ("GET", "ledgers"),
    ("POST", "scenario"),
    ("POST", "reset"),
    ("POST", "check"),
    ("POST", "faults"),
    ("POST", "import"),
    ("POST", "ledgers"),
]
POSTS = [path for method, path in CONTROLS if method == "POST"]


def unchanged(server):
    """Is there the one request, and no scenario but the first?"""
    scenario = get(server.url + "_edge/scenario").json()["scenario"]
    return len(server.events()) == 1 and scenario["name"] == "empty"


@pytest.mark.parametrize(("method", "path"), CONTROLS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        # A site that may use the edge is no page of this machine by that.
        {"origin": "https://site.example.test"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost.evil.example"},
        {"origin": "ftp://localhost"},
        {"host": "evil.example"},
        {"sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_the_controls_are_closed_to_pages_elsewhere(server, method, path, headers):
    send(server, view())
    response = request(method, f"{server.url}_edge/{path}", content='"down"', headers=headers)

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    assert unchanged(server)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "Text/Plain;charset=UTF-8",
    ],
)
def test_what_a_form_can_send_changes_nothing(server, path, content_type):
    send(server, view())
    response = post(
        f"{server.url}_edge/{path}", content="down", headers={"content-type": content_type}
    )

    kind = content_type.partition(";")[0].lower()
    assert response.status_code == 403
    assert response.text == f"A form could have sent this ({kind}). Send it as application/json.\n"
    assert unchanged(server)


def test_a_page_without_an_origin_uses_the_edge_where_it_may_and_never_the_controls():
    with Server(scenario="empty", allow_origins=["null"]) as server:
        answered = send(server, view(), headers={"origin": "null"})
        looked = get(server.url + "_edge/events", headers={"origin": "null"})
        asked = options(server.url + "_edge/scenario", headers={"origin": "null"})

    assert answered.status_code == 200
    assert answered.headers["access-control-allow-origin"] == "null"
    assert (looked.status_code, asked.status_code) == (403, 403)


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://desk.example.test:8443"])
def test_pages_of_this_machine_and_of_its_other_names_may(server, origin):
    headers = {"origin": origin, "sec-fetch-site": "cross-site"}
    response = post(server.url + "_edge/scenario", json="down", headers=headers)

    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == origin
    assert options(server.url + "_edge/scenario", headers=headers).status_code == 204


def test_the_page_is_served_under_the_names_of_this_machine_and_frames_nowhere(server):
    page = get(server.url + "_edge/")
    elsewhere = get(server.url + "_edge/", headers={"host": "evil.example"})

    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'; ")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert elsewhere.status_code == 403


@pytest.mark.parametrize(
    "name", ["..%2froutes.py", "..%5croutes.py", "routes.py", "%00", "", "a" * 5000]
)
def test_nothing_but_the_pages_files_is_served_beside_it(server, name):
    assert get(f"{server.url}_edge/page/{name}").status_code == 404


def test_the_door_leads_to_the_page(server):
    response = get(server.url + "_edge")

    assert (response.status_code, response.headers["location"]) == (307, "/_edge/")
