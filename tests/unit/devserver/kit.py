"""
Requests as the SDK would send them, written out by hand, and the few words tests share.
"""

from functools import partial

import httpx

# How long to wait for what comes at once on a machine with nothing else to do.
PATIENCE_S = 300
# To read the certificates of this machine takes longer than all else in a test.
VERIFY = httpx.create_ssl_context()
get, post, options, request = (
    partial(each, timeout=PATIENCE_S, verify=VERIFY)
    for each in (httpx.get, httpx.post, httpx.options, httpx.request)
)

REQUEST_ID = "1c5ab1f3-8f0e-4c67-9d1a-2b3c4d5e6f70"
ORG = "kndctr_0123456789ABCDEF01234567_AdobeOrg"


def view(
    path="/direct/", scopes=("__view__",), view_name=None, event_type="web.webpagedetails.pageViews"
):
    """The body of a page view that asks for content."""
    page = {"URL": f"http://localhost:8000{path}"}
    if view_name:
        page["viewName"] = view_name
    return {
        "meta": {"state": {"domain": "", "cookiesEnabled": True}},
        "query": {"identity": {"fetch": ["ECID"]}},
        "events": [
            {
                "xdm": {"eventType": event_type, "web": {"webPageDetails": page}},
                "query": {"personalization": {"decisionScopes": list(scopes)}},
            }
        ],
    }


def with_cookies(body, entries):
    """The body with cookies in its state, as for an edge on another domain."""
    state = {**body["meta"]["state"], "entries": [{"key": k, "value": entries[k]} for k in entries]}
    return {**body, "meta": {"state": state}}


def send(server, body, action="interact", prefix="ee", query=None, **more):
    """POST the body (a dict, or text as it is); the httpx response."""
    query = {"configId": "ds-1", "requestId": REQUEST_ID} if query is None else query
    data = {"content": body} if isinstance(body, (str, bytes)) else {"json": body}
    headers = {"content-type": "text/plain; charset=UTF-8", **more.pop("headers", {})}
    url = f"{server.url}{prefix}/v1/{action}"
    return post(url, params=query, headers=headers, **data, **more)


def payloads(response, kind):
    """Everything of one handle type in an answer, in one list."""
    found = []
    for handle in response.json()["handle"]:
        if handle["type"] == kind:
            found += handle["payload"]
    return found


def ecid(response):
    [found] = [
        p["id"] for p in payloads(response, "identity:result") if p["namespace"]["code"] == "ECID"
    ]
    return found


def stored(response):
    """The cookies of `state:store`, name to value."""
    return {item["key"]: item["value"] for item in payloads(response, "state:store")}


def offered(response):
    """The ids of the propositions in an answer."""
    return [proposition["id"] for proposition in payloads(response, "personalization:decisions")]
