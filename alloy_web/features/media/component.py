"""
The commands `createMediaSession` and `sendMediaEvent`; sessions of players ping by themselves.

A session waits for its id, and its events wait with it. After each event the time to the next ping
begins anew. A tab that is hidden goes on pinging, as often as its browser lets it; a page that is
left stops, and goes on when it comes back out of the back/forward cache.
Source: specification, MEDIA-01 to MEDIA-04, CMD-32 to CMD-34.
"""

from alloy_web import flow
from alloy_web.core import options as shared
from alloy_web.core import payload
from alloy_web.core.command import Command
from alloy_web.core.dates import utc_text
from alloy_web.core.event import Event
from alloy_web.core.request import Request
from alloy_web.errors import Cancelled, CommandError, DeclinedConsent, describe
from alloy_web.features.media import events, legacy, options
from alloy_web.validation import TEXT, Record, optional


class StreamingMedia:
    namespace = "StreamingMedia"
    config = options.CONFIG

    def __init__(self, tools):
        self._sessions = Sessions(tools, tools.logger.for_component(self.namespace))
        self.commands = {
            "createMediaSession": Command(
                options.CREATE_SESSION, self._sessions.create,
                about="Begin to play. With a `playerId` the session pings by itself; without one "
                      "`xdm.mediaCollection` has the `playhead`, and the caller sends the pings.",
                returns=Record({
                    "sessionId": optional(TEXT, about="The session, for events without a player."),
                }, open=True),
            ),
            "sendMediaEvent": Command(
                options.SEND_EVENT, self._sessions.send_event, returns=shared.NOTHING,
                about="Something happened while it plays. Without a `playerId` "
                      "`xdm.mediaCollection` has `playhead` and `sessionID`.",
            ),
        }


class MediaAnalyticsBridge:
    namespace = "MediaAnalyticsBridge"
    config = options.CONFIG

    def __init__(self, tools):
        self._host = tools.host
        self._logger = tools.logger.for_component(self.namespace)
        self._sessions = Sessions(tools, self._logger)
        self.commands = {"getMediaAnalyticsTracker": Command(
            Record({}), self.get_tracker,
            about="What stands in for the older media library: `getInstance()` makes a tracker, "
                  "and beside it are the builders of objects and the constants.",
            returns=Record({"version": optional(TEXT, about="Of this SDK.")}, open=True),
        )}

    async def get_tracker(self, given):
        self._sessions.require_settings()
        library = legacy.constants()
        for name in legacy.BUILDERS:
            library[name] = self._builder(name)

        def get_instance(*given):
            return Tracker(self._sessions, self._host, self._logger).methods()

        library["getInstance"] = get_instance
        return library

    def _builder(self, name):
        def build(*given):
            made, problems = legacy.build(name, given)
            if problems:
                self._logger.warn(name + ": " + "; ".join(problems) + ". It made {}.")
            return made

        return build


class Tracker:
    """
    What one player of the page reports to, in the words of the older library. Its methods return
    nothing and never fail: what cannot be sent is a warning.
    """

    def __init__(self, sessions, host, logger):
        self._sessions = sessions
        self._logger = logger
        # Of each session its own, since one may begin before the last has ended.
        self._player_id = ""
        self._host = host
        self._playhead = 0
        self._quality = None

    def methods(self):
        """The tracker as the page has it: its functions by name."""
        methods = {}
        for name in legacy.METHODS:
            methods[name] = self._method(name)
        return methods

    def _method(self, name):
        def method(*given):
            self._call(name, given)

        return method

    def _call(self, name, given):
        first = given[0] if given else None
        if name == "updatePlayhead":
            playhead = legacy.playhead(first)
            if playhead is None:
                self._warn(name, "expected a number")
            else:
                self._playhead = playhead
        elif name == "updateQoEObject":
            quality = legacy.quality(first)
            if quality is None:
                self._warn(name, "the argument is not what createQoEObject made")
            else:
                self._quality = quality
        elif name == "trackSessionStart":
            self._start(first, given[1] if len(given) > 1 else None)
        elif name == "destroy":
            self._sessions.end(self._player_id)
            self._player_id = ""
        else:
            self._track(name, given)

    def _start(self, media, context):
        xdm, problem = legacy.session_start(media, context)
        if problem:
            self._warn("trackSessionStart", problem)
            return
        self._sessions.end(self._player_id)
        self._player_id = self._host.uuid()
        self._playhead = 0
        self._quality = None
        self._in_background("trackSessionStart", self._sessions.create({
            "playerId": self._player_id, "getPlayerDetails": self._details, "xdm": xdm,
        }))

    def _track(self, name, given):
        xdm, problem = legacy.track(name, given)
        if not problem and not self._player_id:
            problem = "nothing is played. Call trackSessionStart first"
        if problem:
            self._warn(name, problem)
            return
        self._in_background(name, self._send_and_end(self._player_id, xdm, name in legacy.LAST))
        if name in legacy.LAST:
            self._player_id = ""

    async def _send_and_end(self, player_id, xdm, is_last):
        try:
            await self._sessions.send_event({"playerId": player_id, "xdm": xdm})
        finally:
            if is_last:
                self._sessions.end(player_id)

    def _details(self, asked):
        return {"playhead": self._playhead, "qoeDataDetails": self._quality}

    def _in_background(self, name, sending):
        flow.background(sending, lambda error: self._warn(name, describe(error)))

    def _warn(self, name, problem):
        self._logger.warn(name + " is not reported: " + problem + ".")


class Sessions:
    """The media sessions of one instance."""

    def __init__(self, tools, logger):
        self._host = tools.host
        self._events = tools.events
        self._edge = tools.edge
        self._consent = tools.consent
        self._hooks = tools.hooks
        self._logger = logger
        self._tools = tools
        self._settings = tools.config.get("streamingMedia")
        # The latest session of each player.
        self._of_player = {}
        if self._settings:
            tools.listen("leave", self._on_leave)
            tools.listen("restored", self._on_restored)

    async def create(self, given):
        """`{"sessionId"}` and what other features make of the answer."""
        self.require_settings()
        page = self._host.page()
        xdm = events.session_start(given["xdm"], self._settings, utc_text(page["nowMs"]))
        session = None
        if given.get("playerId"):
            session = Session(given["playerId"], given["getPlayerDetails"])
            session.overrides = given.get("edgeConfigOverrides")
            before = self._of_player.get(session.player_id)
            if before:
                self._stop(before)
                self._host.release(before.get_details)
            self._of_player[session.player_id] = session
        session_id = None
        try:
            if session:
                await self._add_details(session, xdm)
            request = await self._events.send(Event(page, xdm), given.get("edgeConfigOverrides"))
            session_id = events.session_id_of(request.response)
        except Cancelled as cancelled:
            self._logger.info(str(cancelled))
            return {}
        finally:
            if session:
                session.id.resolve(session_id)
        result = dict(request.result or {})
        if session_id:
            result["sessionId"] = session_id
            self._schedule(session, xdm["eventType"])
        else:
            self._logger.warn("The server began no media session, so none can be reported.")
        return result

    async def send_event(self, given):
        """Send an event of a session, when that has its id; returns `{}`."""
        self.require_settings()
        session = None
        event_type = given["xdm"]["eventType"]
        if given.get("playerId"):
            session = self._of_player.get(given["playerId"])
            if session is None:
                raise _no_session(event_type, given["playerId"])
        # What is sent is what was when it happened, however long it has to wait.
        created_ms = self._host.page()["nowMs"]
        xdm = events.event(given["xdm"], self._settings, utc_text(created_ms))
        if session:
            await self._add_details(session, xdm)
        await self._consent.wait()
        if session:
            session_id = await session.id
            if session_id is None:
                raise _no_session(event_type, session.player_id)
            events.place(xdm, None, None, session_id)
        queued_ms = payload.queue_time_ms(self._host.moment()["nowMs"], created_ms)
        request = Request(
            events.name_of(event_type),
            payload={"events": [{"xdm": xdm}], "meta": {"queueTimeMillis": queued_ms}},
            overrides=session.overrides if session else None,
        )
        request.sub_path = "/va"
        try:
            await self._edge.carry(request)
        finally:
            # An event that got lost is no reason to let the session die.
            self._schedule(session, event_type)
        return {}

    def end(self, player_id):
        """The player is gone, without a word to the server."""
        self._stop(self._of_player.pop(player_id, None))

    def require_settings(self):
        """Raises CommandError where streaming media is not configured."""
        if not self._settings:
            raise CommandError(
                'Streaming media is not configured. Add streamingMedia: {channel: "…", '
                'playerName: "…"} to "configure"'
            )

    async def _add_details(self, session, xdm):
        """Ask the page where its player is. If it cannot tell, that is where it was last."""
        playhead = quality = None
        try:
            playhead, quality, problem = events.read_details(await self._hooks.ask(
                "it", session.get_details, {"playerId": session.player_id}
            ))
        except Exception as error:
            problem = describe(error)
        given = xdm.get("mediaCollection", {}).get("playhead")
        if playhead is not None:
            session.playhead = playhead
        if problem and not session.has_complained:
            session.has_complained = True
            self._logger.warn('getPlayerDetails of the player "' + session.player_id + '": '
                              + problem + ". Its events have the last known playhead.")
        if playhead is None and given is None:
            playhead = session.playhead
        events.place(xdm, playhead, quality)

    # ---- Pings

    def _schedule(self, session, event_type):
        """After an event: when does the next ping go, if one does?"""
        if not session:
            return
        session.ping = events.next_ping(event_type, session.ping)
        self._start_timer(session)

    def _start_timer(self, session: "Session"):
        # A timer cannot be taken back; one of another number does nothing.
        session.timer += 1
        if session.ping and self._of_player.get(session.player_id) is session:
            flow.background(self._ping(session, session.timer), self._report)

    def _stop(self, session):
        if session:
            session.timer += 1

    async def _ping(self, session, timer):
        await self._host.sleep(events.interval_ms(session.ping, self._settings))
        if session.timer == timer and not self._tools.is_retired:
            await self.send_event({
                "playerId": session.player_id, "xdm": {"eventType": "media.ping"},
            })

    def _report(self, error):
        if isinstance(error, DeclinedConsent):
            self._logger.info("A media session sends no more pings. " + str(error))
        else:
            self._logger.warn("A ping of a media session could not be sent. " + describe(error))

    def _on_leave(self, details):
        for player_id in self._of_player:
            self._stop(self._of_player[player_id])

    def _on_restored(self, details):
        for player_id in list(self._of_player):
            self._start_timer(self._of_player[player_id])


class Session:
    """What is played by one player. `get_details` is the page's function that says where it is."""

    def __init__(self, player_id, get_details):
        self.player_id = player_id
        self.get_details = get_details
        self.overrides = None
        # Settled when the server has answered; None where it gave none.
        self.id = flow.Deferred()
        self.playhead = 0
        self.has_complained = False
        # The kind of ping that is due next, empty while none is; and which timer counts.
        self.ping = ""
        self.timer = 0


def _no_session(event_type, player_id):
    return CommandError(
        event_type + ': the player "' + player_id + '" has no media session. Call '
        '"createMediaSession" with this playerId first'
    )
