"""Origins: pages on this machine and those allowed by name; nobody else."""

import pytest

from alloy_web.devserver.server import Server

from .kit import get, options, request, send, view

LOOPBACK = [
    "http://localhost",
    "http://localhost:8000",
    "https://127.0.0.1:8443",
    "http://[::1]:9000",
]
FOREIGN = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://evil.example:8000/localhost",
    "http://127.0.0.1.evil.example",
    "ftp://localhost",
    "null",
    "",
]


@pytest.mark.parametrize("origin", [*LOOPBACK, "https://site.example.test"])
def test_a_page_on_this_machine_or_allowed_by_name_reads_the_answer(server, origin):
    response = send(server, view(), headers={"origin": origin})

    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers["access-control-expose-headers"] == "x-adobe-edge, Retry-After"
    assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_elsewhere_is_refused_and_recorded(server, origin):
    response = send(server, view(), headers={"origin": origin})

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    assert server.events()[0]["response"]["status"] == 403


def test_errors_can_be_read_by_the_page_too(server):
    assert (
        "access-control-allow-origin"
        in send(server, "bad", headers={"origin": LOOPBACK[0]}).headers
    )
    server.set_scenario("down")
    assert (
        "access-control-allow-origin"
        in send(server, view(), headers={"origin": LOOPBACK[0]}).headers
    )


def test_a_preflight_is_answered(server):
    ask = {
        "origin": "http://localhost:9000",
        "access-control-request-headers": "content-type,x-more",
    }
    response = options(server.url + "ee/v1/interact", headers=ask)

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "http://localhost:9000"
    assert response.headers["access-control-allow-headers"] == "content-type,x-more"
    assert "POST" in response.headers["access-control-allow-methods"]


def test_a_preflight_from_elsewhere_is_refused(server):
    response = options(
        server.url + "ee/v1/interact", headers={"origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "events"), ("POST", "scenario"), ("POST", "reset")]
)
def test_the_controls_are_closed_to_pages_elsewhere(server, method, path):
    send(server, view())
    url, headers = f"{server.url}_edge/{path}", {"origin": "https://evil.example"}
    response = request(
        method, url, content="down" if path == "scenario" else None, headers=headers
    )

    assert response.status_code == 403
    assert len(server.events()) == 1
    assert get(server.url + "_edge/scenario").json()["scenario"]["name"] == "empty"


CONTROLS = [("GET", "events"), ("GET", "scenario"), ("POST", "scenario"), ("POST", "reset")]


@pytest.mark.parametrize(("method", "path"), CONTROLS)
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost:8000.evil.example",
        "[::1].evil.example",
        "",
    ],
)
def test_the_controls_are_closed_under_a_name_that_is_not_this_machines(
    server, method, path, host
):
    """A page elsewhere may let its own name lead here, and sends no Origin to itself."""
    send(server, view())
    response = request(
        method, f"{server.url}_edge/{path}", content="down", headers={"host": host}
    )

    assert response.status_code == 403
    assert response.text == f"This edge is not {host!r}. Name the host with --allow-host.\n"
    assert len(server.events()) == 1
    assert get(server.url + "_edge/scenario").json()["scenario"]["name"] == "empty"


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:8000", "127.0.0.1:1", "[::1]:9000", "desk.example.test:8000"],
)
def test_the_controls_answer_under_the_names_of_this_machine(server, host):
    assert get(server.url + "_edge/events", headers={"host": host}).status_code == 200


def test_the_names_of_the_certificate_are_names_of_the_edge():
    with Server(scenario="empty", tls_names=["edge.example.test"]) as server:
        response = get(
            server.url + "_edge/events",
            headers={"host": f"edge.example.test:{server.port}"},
            verify=server.certificate.trusting_context(),
        )

    assert response.status_code == 200


@pytest.mark.parametrize(("method", "path"), CONTROLS)
def test_the_controls_are_closed_to_what_a_page_elsewhere_asks_without_an_origin(
    server, method, path
):
    """A script element, an image, a link or a form that goes to this machine."""
    send(server, view())
    response = request(
        method,
        f"{server.url}_edge/{path}",
        content="down",
        headers={"sec-fetch-site": "cross-site"},
    )

    assert response.status_code == 403
    assert len(server.events()) == 1
    assert get(server.url + "_edge/scenario").json()["scenario"]["name"] == "empty"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost:3000"},
    ],
)
def test_the_controls_answer_pages_of_this_machine_and_the_address_bar(server, headers):
    assert get(server.url + "_edge/events", headers=headers).status_code == 200
