"""
What a host is: everything the SDK asks of the world outside, and nothing else.

A host never raises into the SDK but where a method says so, and it gives plain Python values:
dicts, lists, text, numbers. What comes later comes as a `flow.Deferred`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Protocol

    from alloy_web.flow import Deferred
else:
    Protocol = object


class Host(Protocol):
    """The list of methods; a host has all of them."""

    def page(self) -> dict:
        """
        The page as it is now, in one reading.

        `url, hostname, referrer, title, isHttps, userAgent, nowMs, timezoneOffset (minutes behind
        UTC), timezone, screenWidth, screenHeight, orientation, viewportWidth, viewportHeight,
        cookies (text), prerendering, globalPrivacyControl`; what the page cannot tell is
        None. While a call runs that was queued before we were there, `nowMs`, `url` and `title` are
        those of the time when it was made; `flight` besides, `{"id", "url", "body"}`, where the
        page's snippet has sent the request of this event ahead; `key` in it, where it is stored.
        """
        raise NotImplementedError

    def moment(self) -> dict:
        """
        What a request needs, read right before it: `nowMs, cookies, hidden, title`; `online`: does
        the browser believe that it has a network? And `mayEnd`: is this a click, say, that may lead
        to another page?
        """
        raise NotImplementedError

    def last_ms(self) -> float:
        """`nowMs` as it was read last, or came with a call. Costs nothing."""
        raise NotImplementedError

    def uuid(self) -> str:
        """A fresh uuid, version 4."""
        raise NotImplementedError

    def random(self) -> float:
        """A number in [0, 1)."""
        raise NotImplementedError

    def set_cookie(self, text: str) -> None:
        """Write a cookie, in the form of a Set-Cookie header. Refusals are silent."""
        raise NotImplementedError

    def storage_get(self, area: str, key: str) -> str | None:
        """Text or None. `area` is `local` or `session`; blocked storage reads as empty."""
        raise NotImplementedError

    def storage_set(self, area: str, key: str, value: str) -> bool:
        """Was it stored? A full storage takes no more, a blocked one takes nothing."""
        raise NotImplementedError

    def storage_remove(self, area: str, key: str) -> None:
        raise NotImplementedError

    def storage_keys(self, area: str) -> list[str]:
        """All keys of the area, as a list."""
        raise NotImplementedError

    def lock(self, name: str, waits: bool) -> "Deferred":
        """
        Hold the lock of this name, which one page of the site can hold at a time, until `unlock`
        or until the page is gone; where another has it, at once not, or wait for it.

        A Deferred: is it held? None where the browser has no locks.
        """
        raise NotImplementedError

    def unlock(self, name: str) -> None:
        raise NotImplementedError

    def post(
        self, url: str, body: str, keepalive: bool, timeout_ms: float, all_headers: bool
    ) -> "Awaitable[dict]":
        """
        POST `body` by fetch. To be awaited: `{"status", "headers" (lower-case names), "body"}`;
        raises `NetworkError`. Of the headers come those that the SDK reads, or all.
        """
        raise NotImplementedError

    def beacon(self, url: str, body: str) -> bool | None:
        """True if the browser took the beacon, False if it refused, None if it has none."""
        raise NotImplementedError

    def ask_page(self, verb: str, *arguments: "Any", raw: "Any" = None) -> "Deferred":
        """
        What only features of the second file ask of a page (app/extras.py), by the name of it.
        A Deferred of the answer, a dict; `{"failed": {"name", "message"}}` where it went wrong.

        openStream(url, accept, timeout_ms, raw=body)  POST `body`, without cookies, and read the
                            answer as it comes: `{"status"}`, and of one with a body that counts as
                            success `"stream"`, its number. The timeout is for the head of it.
        readStream(number)  the next piece of its text, `{"text"}`, or `{"done": True}`
        closeStream(number) no more of it: a read that waits is done
        pushState()         `{"worker", "push", "permission", "registered"}`: has the browser
                            service workers, has it push notifications, may they be shown
                            (`granted`), is a worker registered
        subscribe(key)      to push notifications of the sender with this key, in base64url:
                            `{"endpoint", "keys": {"auth", "p256dh"}}`
        unsubscribe()       `{"ended"}`: was there a subscription, and is it gone
        savePush(record)    for the service worker: these fields, besides those it has
        pixel(url, hide_referrer)  request an image, from a hidden frame where the referrer is to be
                            hidden. The answer: did it load?
        visitorId(org_id, timeout_ms)  ask the page's `Visitor`, once its `adobe.optIn` allows:
                            `{"ecid"}`, `{"declined": True}` or `{"failed": why}`. The timeout
                            counts from the permission on.
        partnerId(source, url, key, timeout_ms)  ask an advertising partner who the visitor is;
                            `source` is one of features/advertising/ids. `frame` opens the URL in a
                            hidden frame, and takes the message that comes from the origin `key`;
                            `id5` and `rampId` load the script at the URL, `key` is the site's
                            number there. `{"answer": text}` or `{"failed": why}`. Loads a script
                            or frame once.
        """
        raise NotImplementedError

    def tell_page(self, verb: str, *arguments: "Any", raw: "Any" = None) -> "Any":
        """
        What only features of the second file have a page do at once, by the name of it; None where
        it cannot.

        scroll()            how far the page is scrolled, `[x, y]`
        showMessage(key, html, elements)  show an in-app message (messages/placement.py), instead of
                            one that is there; links in it come as `message`, with the key
        removeMessage()
        """
        raise NotImplementedError

    def has_visitor(self) -> bool:
        """Has the page a `Visitor` object, of an earlier identity library?"""
        raise NotImplementedError

    def sleep(self, delay_ms: float) -> "Deferred":
        """A Deferred that resolves after the delay."""
        raise NotImplementedError

    def turn_end(self) -> "Deferred":
        """Resolves when the page has had its turn, and may have painted, or at once."""
        raise NotImplementedError

    def log(self, level: str, parts: list) -> None:
        """Write to the console: `level` is `info`, `warn` or `error`, `parts` a list."""
        raise NotImplementedError

    def call_user(self, function: "Any", arguments: list) -> "Deferred":
        """
        Call a function of the page's, `def` or `async def`, JavaScript or Python.

        A Deferred of what it returned; rejects with `HookError`. Dicts among the arguments are
        edited in place where the function edited them. Functions among them, ours, are called with
        plain data, and give a promise where they give a Deferred.
        """
        raise NotImplementedError

    def release(self, function: "Any") -> None:
        """
        A function of the page's, or of ours that the page has, is done with: nobody calls it, or
        nothing comes of it. None is none.
        """
        raise NotImplementedError

    def source(self, function: "Any") -> str:
        """A function of the page's as text, for those who look at a configuration."""
        raise NotImplementedError

    def client_hints(self, names: list) -> "Deferred":
        """
        What the browser says of itself when asked for these (navigator.userAgentData).

        A Deferred of `{"hints": dict}`, empty where the browser has none, or `{"error": text}`.
        """
        raise NotImplementedError

    def matches(self, pattern: str, text: str) -> bool | None:
        """Does the regular expression (JavaScript's) match? None if it is not a valid one."""
        raise NotImplementedError

    def listen(self, kind: str, handler: "Callable") -> None:
        """
        Call `handler(details)` when the page does something:

        click     the facts of the clicked elements, innermost first
        loaded    once: the page's HTML is read, its scripts have run, and a visitor sees it
        seen      once: a visitor sees it (a prerendered page was activated)
        route     the URL changed without a load: `{"kind", "from", "to", "busy"}`; kind is `push`,
                  `replace`, `traverse` or `hash`; busy: the `router` will say when it is done
        router    `busy` or `done`, as the page's router says
        leave     the page goes, its own handlers have not run yet
        gone      they have run: nothing of the page runs from here on
        online    the browser has a network again
        cookies   some were changed, by another tab perhaps; not every browser says so
        restored  it came back, out of the back/forward cache
        message   a click on a link of an in-app message (features/messages/placement.py)
        """
        raise NotImplementedError

    def link_text(self, index: int) -> str:
        """The words of the element at `index` of the click being handled (clicks/links.py)."""
        raise NotImplementedError

    def look_at(self, element: "Any", answer: "Callable") -> "Any":
        """
        What `answer(path)` says of an element, as if it were clicked: `path` and `link_text` are
        those of the element meanwhile. None where there is no such element.
        """
        raise NotImplementedError

    def hide(self, style_id: str, css: str) -> None:
        """Put a style element with this id in the head, unless there is one."""
        raise NotImplementedError

    def show(self, style_id: str) -> None:
        """Remove that style element, if it is there."""
        raise NotImplementedError

    def render(self, actions: list, limits: dict) -> "Deferred":
        """
        Carry out actions (features/rendering/actions.py) on the page, in order.

        A Deferred of what failed: `[index of the action, why]` for each. What finds its elements at
        once is in the page when this returns. Elements that are not there are waited for, at most
        `limits["timeoutMs"]`, and no longer than the view `limits["view"]` goes on, if one is
        named; what an action hides meanwhile is shown after `limits["hiddenMs"]` in any case. An
        action with `adopted` changes nothing: its elements, as `data-alloy-adopted` marks them once
        the page has loaded, are marked and tracked as if it had been carried out now.
        """
        raise NotImplementedError

    def stop_waiting(self, view: str) -> None:
        """This view is over: its actions wait for elements no more, and count as failed."""
        raise NotImplementedError

    def clicked_content(self, targets: list) -> list:
        """
        What stands around the click being handled, as features/interactions/clicked.py reads it.

        `targets` are those of click metrics (rendering/selectors.py); "matches" are indexes into
        them.
        """
        raise NotImplementedError

    def go_to(self, url: str, replaces: bool) -> None:
        """Leave for another page; `replaces`: there is no way back to this one."""
        raise NotImplementedError
