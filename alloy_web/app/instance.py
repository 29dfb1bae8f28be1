"""
One instance, put together: the only place that knows all parts.
"""

from alloy_web import flow
from alloy_web.app import absent, known
from alloy_web.app.features import chosen
from alloy_web.app.late import Late
from alloy_web.app.second import SecondFile
from alloy_web.core import config as configuration
from alloy_web.core import consent
from alloy_web.core.dates import utc_text
from alloy_web.engine.assurance import Assurance
from alloy_web.engine.commands import Commands
from alloy_web.engine.consent_gate import ConsentGate
from alloy_web.engine.cookies import Cookies
from alloy_web.engine.debug import Debug
from alloy_web.engine.edge import Edge
from alloy_web.engine.events import Events
from alloy_web.engine.hooks import Hooks
from alloy_web.engine.identity_domain import IdentityDomain
from alloy_web.engine.identity_gate import IdentityGate
from alloy_web.engine.inspection import let_in
from alloy_web.engine.leaving import Leaving
from alloy_web.engine.ledger import Ledger
from alloy_web.engine.lifecycle import Lifecycle
from alloy_web.engine.logger import Logger
from alloy_web.engine.monitors import Monitors
from alloy_web.engine.network import Network
from alloy_web.engine.outbox import Outbox
from alloy_web.engine.registry import Registry
from alloy_web.engine.tools import Tools
from alloy_web.features.hiding import STYLE_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from alloy_web.hosts.contract import Host


class Instance:
    """
    `host` does what has effects (hosts/contract.py), `taken` is shared by the instances of a page
    and keeps what must be unique, `monitors` hear what happens (engine/monitors.py), `components`
    names the optional components, where not all of them are wanted; `auto_views` and `keep_unsent`
    are the defaults of the options of these names, and `second` brings what is not in the first
    file (app/second.py).
    """

    def __init__(
        self, name: str, host: "Host", version: str, taken: dict | None = None,
        monitors: list | tuple = (), components: list | tuple | None = None,
        auto_views: bool = False, keep_unsent: bool = False, second: "Any" = None
    ):
        self.name = name
        self._host = host
        self._version = version
        self._taken = {"orgId": [], "datastreamId": []} if taken is None else taken
        self._second = SecondFile(host) if second is None else second
        # The features, and the namespaces of components that are in the second file.
        self._features, self._extras = chosen(components, self._second.names)
        self._auto_views = auto_views
        self._keep_unsent = keep_unsent
        self._debug = Debug(host, name)
        self._monitors = Monitors(host, name, monitors)
        self._logger = Logger(host, name, self._debug, self._monitors)
        if self._debug.has_older_parameter:
            self._logger.warn("alloy_log is an older name. Use the query parameter alloy_debug.")
        self._ledger = Ledger(host, self._logger)
        self._made_ms = host.page()["nowMs"]
        self._tools: Tools | None = None
        self._is_retired = False
        # Is the page's snippet heard first, of what happened before we were there?
        self._is_behind = False
        self._commands = Commands(
            name, self._logger, self._ledger, self._configure, self._debug.choose, self.explain,
            self.reveal
        )

    def announce(self, function: object) -> None:
        """Tell the monitors that the instance is there; `function` is how the page calls it."""
        self._logger.notify("onInstanceCreated", {"instance": function})

    def add_monitor(self, monitor: object) -> None:
        """From now on it hears what happens, too."""
        self._monitors.add(monitor)

    def note(self, note: dict) -> None:
        """
        What happened to the page before we were there, in order among its calls: `begin`, then
        changes as the page reports them (see `Views.note`), at last `end`.
        """
        self._is_behind = note["kind"] != "end"
        if self._tools:
            self._tools.views.note(note)

    def execute(self, command: str, options: dict | None = None) -> flow.Deferred:
        """Run a command; a Deferred of its result, a dict, or of an AlloyError."""
        return flow.start(self._commands.execute(command, options))

    def refuse(self, command: object) -> None:
        """The page called something that cannot be carried out, or not even be read."""
        self.reveal()
        self._ledger.call(command, None).move("invalid", "call.unreadable")

    def explain(self, number: int | None = None) -> dict:
        """What became of each call and event, and what the instance is like now."""
        lines, counts = self._ledger.explain(number)
        report = {
            "events": lines, "counts": counts, "consent": None, "identity": None, "queue": None,
            "versions": {"alloy_web": self._version},
            "boot": {"madeAt": utc_text(self._made_ms), "configured": bool(self._tools)},
        }
        if self._tools:
            report["consent"] = consent.current(self._tools.consent.state)
            report["identity"] = self._tools.identity.standing()
            outbox = self._tools.outbox
            report["queue"] = {"open": counts["open"], "kept": outbox.size if outbox else 0}
        return report

    def warn(self, message: str) -> None:
        self._logger.warn(message)

    def reveal(self) -> None:
        """A call failed: what the page's snippet hid for it must not stay hidden."""
        if self._tools and self._tools.hiding:
            self._tools.hiding.release_unless_held()
        else:
            self._host.show(STYLE_ID)

    def link_details(self, path: list) -> dict | None:
        """
        What a click on an element would tell, or None; `path` is features/clicks/links.py's.

        Source: CLK-32.
        """
        clicks = self._tools and self._tools.clicks
        return clicks.link_details(path) if clicks else None

    def retire(self) -> None:
        """Another instance has this name now: finish what was begun, start nothing by itself."""
        if self._is_retired:
            return
        self._is_retired = True
        if self._tools:
            self._tools.is_retired = True
            for key in self._taken:
                self._taken[key].remove(self._tools.config[key])

    def _read(self, given):
        """The configuration, checked, and warnings."""
        tables = [feature.config for feature in self._features]
        tables.append(known.options(self._extras))
        tables.append(absent.options(self._second.names))
        return configuration.read(
            given, tables, self._taken, lambda text: self._host.matches(text, "") is not None
        )

    def _configure(self, given):
        config, warnings = self._read(given)
        self._debug.configure(config["debugEnabled"])
        self._logger.release()
        if self._logger.is_heard:
            self._logger.info("The configuration, with its defaults.", configuration.public(config))
        for warning in warnings:
            self._logger.warn(warning)
        for line in absent.missing(self._second.names, config, self._host.page()["url"]):
            self._logger.alert(line)
        tools = self._make_tools(config, Registry(absent.commands(self._extras)))
        extras = self._second.components()
        for feature in self._features + [
            each for each in extras or () if each.namespace in self._extras
        ]:
            made = feature(tools)
            if hasattr(feature, "namespace"):
                tools.registry.add(made)
                tools.lifecycle.register(made)
        if extras is None and self._extras:
            tools.registry.late = Late(self._extras, self._second, tools)
            tools.lifecycle.register(tools.registry.late)
        # Only now: a configuration that failed leaves its names free.
        if not self._is_retired:
            for key in self._taken:
                self._taken[key].append(config[key])
        self._tools = tools
        if tools.outbox:
            tools.outbox.start()
        self._logger.notify("onInstanceConfigured", {
            "config": configuration.public(config),
            "getLinkDetails": lambda element: self._host.look_at(element, self.link_details),
        })
        return tools.registry, self._begin(tools)

    async def _begin(self, tools):
        await let_in(self._host, self.name, tools.config["edgeDomain"])
        await tools.lifecycle.call("on_components_registered")

    def _make_tools(self, config: dict, registry: Registry) -> Tools:
        tools = Tools(self._host, config, self._version, self._auto_views, self._second)
        tools.is_retired = self._is_retired
        tools.debug = self._debug
        tools.logger = self._logger
        tools.is_behind = self._is_behind
        tools.registry = registry
        tools.lifecycle = Lifecycle()
        tools.consent = ConsentGate(self._logger)
        tools.cookies = Cookies(self._host, config, self._logger)
        tools.identity = IdentityGate(
            self._host, self._logger, tools.cookies, tools.consent
        )
        if self._debug.is_on:
            key = "com.adobe.alloy.instance." + self.name + ".explain"
            self._ledger.outlive(tools.memory("session", key), tools.consent)
        limits = configuration.limits_of(config.get("keepUnsent"), self._keep_unsent)
        if limits:
            tools.outbox = Outbox(tools, limits, self._ledger)
        network = Network(self._host, config, self._logger, tools.consent)
        tools.hooks = Hooks(self._host, config)
        tools.edge = Edge(
            self._host, config, self._logger, tools.lifecycle, tools.consent, tools.hooks,
            tools.identity, tools.cookies, network, IdentityDomain(config, self._logger),
            Assurance(self._host, self.name, tools.consent), tools.outbox,
        )
        Leaving(
            self._host, self._logger, network, tools.identity, tools.edge, self._ledger,
            tools.outbox,
        )
        tools.events = Events(self._logger, tools.edge, self._ledger)
        return tools
