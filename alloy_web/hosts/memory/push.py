"""
The browser's push notifications, for tests: `host.push`.
"""

SUBSCRIPTION = {"endpoint": "https://push.example.com/1", "keys": {"auth": "a-1", "p256dh": "p_2"}}


class Push:
    """
    `state` is what the page knows of itself; `subscription` is what the browser gives, or the
    texts `(name, message)` of why it does not; `record` is what the service worker finds.
    """

    def __init__(self):
        self.state = {"worker": True, "push": True, "permission": "granted", "registered": True}
        self.subscription: dict | tuple = SUBSCRIPTION
        # One with another key, which stands in the way until it is ended.
        self.has_older = False
        self.takes_records = True
        self.record = {}
        # The keys that were subscribed with.
        self.asked = []

    def serve(self, verb: str, arguments: tuple) -> dict:
        if verb == "pushState":
            return self.state
        if verb == "subscribe":
            self.asked.append(arguments[0])
            if self.has_older:
                return _failed("InvalidStateError", "another key")
            if isinstance(self.subscription, tuple):
                return _failed(self.subscription[0], self.subscription[1])
            return self.subscription
        if verb == "unsubscribe":
            ended = self.has_older
            self.has_older = False
            return {"ended": ended}
        if verb == "savePush":
            if not self.takes_records:
                return _failed("SecurityError", "storage is blocked")
            self.record.update(arguments[0])
            return {}
        raise ValueError("no such verb: " + verb)


def _failed(name, message):
    return {"failed": {"name": name, "message": message}}
