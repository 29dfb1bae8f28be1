"""What an application's own Python does: it sends events, and reads what came back as dicts."""

from pyscript import document, when, window

from alloy_web import alloy, install

ORG = "0123456789ABCDEF01234567@AdobeOrg"

output = document.querySelector("#output")


def say(*lines):
    output.textContent = "\n".join(lines)


def offers_in(body):
    """The propositions of a response, from all its handles."""
    found = []
    for handle in body["handle"]:
        if handle["type"] == "personalization:decisions":
            found += handle["payload"]
    return found


async def start():
    install()
    await alloy("configure", {
        "datastreamId": "demo-app",
        "orgId": ORG,
        "edgeDomain": window.location.host,
        # This demo stays on your machine: nothing goes to the third-party identity domain.
        "thirdPartyCookiesEnabled": False,
        # The view below is this page's own.
        "autoViews": False,
    })
    result = await alloy("event", {
        "type": "viewStart",
        "data": {"web": {"webPageDetails": {"name": "Fernway"}}, "plan": "gold"},
    })
    sent = result["requestBody"]["events"][0]
    lines = [
        f"type(result)      {type(result).__name__}",
        f"keys              {', '.join(sorted(result))}",
        f"sent as XDM       {sent['xdm']['eventType']}",
        f"sent as data      {sent['data']}",
        "offers",
    ]
    for offer in offers_in(result["responseBody"]):
        actions = [item["data"]["type"] for item in offer["items"]]
        lines.append(f"  {offer['id']:<15} {', '.join(actions)}")
    say(*lines)
    document.querySelector("#add").disabled = False


@when("click", "#add")
async def add_to_cart(event):
    result = await alloy("event", {
        "type": "commerce.productListAdds",
        "data": {
            "commerce": {"productListAdds": {"value": 1}},
            "productListItems": [{"SKU": "FERN-7", "name": "Fern", "quantity": 1}],
        },
    })
    sent = result["requestBody"]["events"][0]["xdm"]
    items = sent["productListItems"]
    say(
        f"sent              {sent['eventType']}",
        f"items             {items}",
        f"answer            {'yes' if 'responseBody' in result else 'none: it went to collect'}",
    )


await start()
