"""
From a call to its result: is the instance configured, is there such a command, are its options
right; then run it and shape what it returned.

state          configure           any other command
new            configures          rejects: configure first
configuring    rejects: only once  waits for it, then runs
ready          rejects: only once  runs
failed late    rejects: only once  rejects: configuration failed

A configuration with mistakes in it leaves the instance new. Source: specification, CMD-01, CMD-05.
"""

from alloy_web import flow
from alloy_web.core.command import BUILT_IN
from alloy_web.engine.registry import Registry
from alloy_web.errors import AlloyError, CommandError, DeclinedConsent, describe
from alloy_web.validation import BOOLEAN, Number, Record, optional, required, validate
from alloy_web.wording import hint, words

SET_DEBUG = Record({"enabled": required(BOOLEAN, about="Write to the console?")})
EXPLAIN = Record({"id": optional(
    Number(1, whole=True), about="Only the line with this id. By default all that are remembered."
)})


class Commands:
    """
    `configure(options)` is the instance's own: it makes the components at once, raises for bad
    options, and returns a coroutine for what the components do when they are registered.
    `explain(number)` is the result of the command of that name. `on_failure()` is called before a
    command rejects.
    """

    def __init__(self, name, logger, ledger, configure, set_debug, explain, on_failure):
        self._name = name
        self._logger = logger
        self._ledger = ledger
        self._explain = explain
        self._configure = configure
        self._set_debug = set_debug
        self._on_failure = on_failure
        # Both from the moment `configure` was accepted.
        self._registry: Registry
        self._configured: flow.Deferred | None = None

    async def execute(self, name, options):
        """The result of a command, always a dict; raises AlloyError with the instance named."""
        options = {} if options is None else options
        # Who asks what happened is no part of it.
        line = None if name == "explain" else self._ledger.call(name, options)
        subject = 'The command "' + str(name) + '" '
        self._logger.notify("onBeforeCommand", {"commandName": name, "options": options})
        self._logger.info(subject + "starts.", options)
        try:
            result = await self._run(name, options, line)
        except Exception as error:
            if line:
                self._ledger.fail(line, error)
            error = self._named(error)
            self._on_failure()
            self._logger.notify(
                "onCommandRejected", {"commandName": name, "options": options, "error": error}
            )
            self._logger.error(subject + "was rejected. " + str(error))
            raise error
        if line:
            self._ledger.finish(line)
        if not isinstance(result, dict):
            result = {}
        self._logger.notify(
            "onCommandResolved", {"commandName": name, "options": options, "result": result}
        )
        self._logger.info(subject + "resolved.", result)
        return result

    async def _run(self, name, options, line):
        if name == "explain":
            return self._explain(validate(name, EXPLAIN, options).get("id"))
        if name == "configure":
            return await self._run_configure(options)
        if self._configured is None:
            line.move("invalid", "call.early")
            raise CommandError(
                '"' + name + '" was called before "configure". Call "configure" first: '
                + self._name + '("configure", {orgId, datastreamId})'
            )
        try:
            await self._configured
        except Exception as error:
            line.move("invalid", "call.unconfigured")
            raise CommandError(
                '"' + name + '" cannot run, because the configuration failed', error
            )
        if name == "setDebug":
            self._set_debug(validate(name, SET_DEBUG, options)["enabled"])
            return {}
        command = await self._find(name)
        if command is None:
            line.move("invalid", "call.unknown")
            raise CommandError(self._unknown(name))
        checked = validate(name, command.check, options)
        try:
            if command.sends:
                return await command.run(checked, line)
            return await command.run(checked)
        except DeclinedConsent as error:
            if command.declined_rejects:
                raise self._about(error, name)
            self._ledger.fail(line, error)
            self._logger.warn('The command "' + name + '" could not be completed. ' + str(error))
            return {}
        except Exception as error:
            raise self._about(error, name)

    async def _run_configure(self, options):
        if self._configured is not None:
            raise CommandError('"configure" was called before. An instance is configured once.')
        # Raises for bad options: the instance stays as new, and may be configured again.
        self._registry, finish = self._configure(options)
        self._configured = flow.start(finish)
        await self._configured
        return {}

    async def _find(self, name):
        """The command, or None. One that is on its way is waited for."""
        late = self._registry.late
        if late and name in late.commands:
            try:
                await late.bring()
            except Exception as error:
                # These words are of the first file: it is the second that did not come.
                said = '"' + str(name) + '" cannot run. ' + describe(error)
                raise CommandError(said)
        return self._registry.commands.get(name)

    def _unknown(self, name):
        names = sorted(list(BUILT_IN) + self._registry.command_names())
        feature = self._registry.absent.get(name)
        if feature:
            message = words('The command "' + name + '" is not there, because this version goes '
                            "without " + feature + ".")
        else:
            message = words('There is no command "' + name + '"') + (hint(name, names) or ".")
        return message + words(" Commands: ") + ", ".join(names) + "."

    def _about(self, error, name):
        """The same error, its text saying which command of which component failed."""
        where = "[" + self._registry.owner(name) + '] The command "' + name + '" failed.'
        return _with_text(error, where + "\nCaused by: " + describe(error))

    def _named(self, error):
        return _with_text(error, "[" + self._name + "] " + describe(error))


def _with_text(error, text):
    if not isinstance(error, AlloyError):
        return AlloyError(text)
    error.message = text
    return error
