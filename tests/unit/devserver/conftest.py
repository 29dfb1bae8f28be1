"""One local edge for all tests of this folder, as good as new for each."""

import pytest

from alloy_web.devserver.server import Server


@pytest.fixture(scope="session")
def running_server():
    allowed = {
        "allow_origins": ["https://site.example.test"],
        "allow_hosts": ["Desk.example.test"],
    }
    with Server(scenario="empty", **allowed) as server:
        yield server


@pytest.fixture
def server(running_server):
    running_server.reset()
    return running_server
