"""
Commands of the first alpha under their old names; `event` has a file of its own.

log({enabled})     setDebug
optIn({purposes})  setConsent, `all` or `none` of it
getEcid()          getIdentity, as `{"ecid"}`
createStitchId()   createEventMergeId, as `{"stitchId"}`

Each says once, in the log, what it is called today. Source: specification, ALPHA-39.
"""

from alloy_web.core.command import Command
from alloy_web.core.options import NOTHING
from alloy_web.errors import CommandError
from alloy_web.validation import ANYTHING, BOOLEAN, TEXT, OneOf, Record, optional, required

_TODAY = {
    "log": "setDebug", "optIn": "setConsent", "getEcid": "getIdentity",
    "createStitchId": "createEventMergeId",
}


class AlphaCommands:
    namespace = "AlphaCommands"
    config = {}

    def __init__(self, tools):
        self._tools = tools
        self._logger = tools.logger.for_component(self.namespace)
        self._warned = []
        self.commands = {
            "log": Command(
                Record({"enabled": required(BOOLEAN, about="Write to the console?")}), self.log,
                about="Older name of `setDebug`.", returns=NOTHING,
            ),
            "optIn": Command(
                Record({"purposes": required(OneOf("all", "none"), about="What is consented to.")}),
                self._as("optIn", lambda options: {"consent": [{
                    "standard": "Adobe", "version": "1.0",
                    "value": {"general": "in" if options["purposes"] == "all" else "out"},
                }]}, lambda found: found),
                about="Older form of `setConsent`.", returns=NOTHING,
            ),
            "getEcid": Command(
                ANYTHING, self._as(
                    "getEcid", lambda options: {"namespaces": ["ECID"]},
                    lambda found: {"ecid": found["identity"]["ECID"]},
                ), about="Older form of `getIdentity`.",
                returns=Record({"ecid": optional(TEXT, about="The visitor's ECID.")}),
            ),
            "createStitchId": Command(
                ANYTHING, self._as(
                    "createStitchId", lambda options: {},
                    lambda found: {"stitchId": found["eventMergeId"]},
                ), about="Older form of `createEventMergeId`.",
                returns=Record({"stitchId": required(TEXT, about="A fresh id.")}),
            ),
        }

    async def log(self, options):
        self._tools.debug.choose(options["enabled"])
        self._warn("log")
        return {}

    def _as(self, name, given, result):
        """The command of today behind an old name: with these options, its result made this."""

        async def run(options):
            self._warn(name)
            # Looked up now: an instance may go without the component that brings it.
            command = self._tools.registry.commands.get(_TODAY[name])
            if command is None:
                raise CommandError("It needs the command " + _TODAY[name]
                                   + ", whose component this instance goes without")
            return result(await command.run(given(options)))

        return run

    def _warn(self, name):
        if name not in self._warned:
            self._warned.append(name)
            self._logger.warn(name + " is an older command. Use " + _TODAY[name] + ".")
