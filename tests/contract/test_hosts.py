"""The memory host keeps the contract, and no host has more or less than the contract says."""

import ast
from pathlib import Path

import pytest

from alloy_web import flow
from alloy_web.hosts.memory.host import MemoryHost, reply
from tests.contract import checks

PACKAGE = Path(__file__).resolve().parents[2] / "alloy_web"
# What hosts have besides, for tests and for whoever starts the engine.
BESIDES = {
    "hosts/memory": ["advance", "change", "close", "go", "html", "logged", "result", "tell"],
    "server": ["cookie", "is_first_party", "is_known", "is_ours", "own_cookies", "take_cookie"],
    "hosts/browser": [
        "attach", "load_second", "name_state", "new_key", "notify", "promise", "receive", "reject",
        "resolve",
    ],
}


def answered(sent):
    if sent.url == "/contract/broken":
        sent.fail()
        return None
    if sent.url == "/contract/missing":
        return reply("", 404)
    return reply("fine", 200, {"x-adobe-edge": "IRL1"})


def run(host, check):
    outcome = flow.start(check(host))
    for _ in range(50):
        host.advance(100)
    outcome.result()


def memory_host():
    host = MemoryHost(
        url="https://www.example.com/contract", title="Contract", html='<p id="place"></p>'
    )
    host.on_send = answered
    return host


@pytest.mark.parametrize(("name", "check"), checks.CHECKS)
def test_the_memory_host(name, check):
    run(memory_host(), check)


@pytest.mark.parametrize(("name", "check"), checks.WITHOUT_STORAGE)
def test_the_memory_host_with_blocked_storage(name, check):
    host = memory_host()
    host.takes_storage = False

    run(host, check)


def methods(file, name):
    """
    `{method: its parameters}` of what is public in a class. From the source, for the host of the
    browser can only be imported there.
    """
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    (found,) = (each for each in tree.body if getattr(each, "name", None) == name)
    return {
        node.name: [each.arg for each in node.args.args]
        for node in found.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_"
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [("hosts/memory", "MemoryHost"), ("hosts/browser", "BrowserHost"), ("server", "ServerHost")],
)
def test_a_host_has_the_methods_of_the_contract_and_no_others(kind, name):
    wanted = methods("hosts/contract.py", "Host")
    found = methods(f"{kind}/host.py", name)

    missing = sorted(set(wanted) - set(found))
    unknown = sorted(set(found) - set(wanted) - set(BESIDES[kind]))
    others = {each: found[each] for each in wanted if found.get(each, wanted[each]) != wanted[each]}
    assert (missing, unknown, others) == ([], [], {})
