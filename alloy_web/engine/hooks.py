"""
Functions of the page's that have a say before something is sent: asked, and waited for, but not
for ever. Source: specification, CFG-06, CFG-70.
"""

from alloy_web import flow
from alloy_web.errors import HookError


class Hooks:
    def __init__(self, host, config):
        self._host = host
        self._timeout_ms = config["hookTimeout"]

    async def ask(self, name, function, *arguments):
        """
        What the function returned; it may have edited its arguments, dicts.

        Raises HookError when it fails, and when it takes longer than `hookTimeout`: then what it
        was asked about must not be sent, if it may be what takes personal data out.
        """
        answer = self._host.call_user(function, list(arguments))
        if answer.is_pending:
            first = flow.Deferred()
            answer.on_settled(first.resolve)
            self._host.sleep(self._timeout_ms).on_settled(first.resolve)
            await first
        if answer.is_pending:
            raise HookError(
                name + " took longer than " + str(self._timeout_ms) + " ms (hookTimeout)"
            )
        return answer.result()
