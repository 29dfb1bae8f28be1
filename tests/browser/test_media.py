"""A page that plays: a real media element whose session pings, and the older library's tracker."""

import base64
import struct

from tests.browser.pages import direct_page

MEDIA = {"streamingMedia": {"channel": "sports", "playerName": "shop player"}}


def silence(seconds):
    """A WAV file as a data URL: 8-bit samples, 3000 a second."""
    rate = 3000
    size = rate * seconds
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, rate, rate, 1, 8, b"data", size,
    )  # fmt: skip
    return "data:audio/wav;base64," + base64.b64encode(head + b"\x80" * size).decode()


FILM = f"""<video id="film" muted src="{silence(2)}"></video><script>
  const details = () => ({{playhead: film.currentTime, qoeDataDetails: {{droppedFrames: 0}}}});
  const tell = (name) => alloy("sendMediaEvent", {{
    playerId: "film", xdm: {{eventType: "media." + name}}}});
  film.addEventListener("playing", () => tell("play"));
  film.addEventListener("ended", () => tell("sessionComplete"));
  window.begin = () => alloy("createMediaSession", {{
    playerId: "film", getPlayerDetails: details,
    xdm: {{mediaCollection: {{sessionDetails: {{
      name: "film-1", length: Math.round(film.duration), contentType: "VOD"}}}}}},
  }});
</script>"""


def told(event):
    """Action of a media event, its session and playhead."""
    collection = event["body"]["events"][0]["xdm"]["mediaCollection"]
    return event["action"], collection.get("sessionID"), collection["playhead"]


def test_a_media_element_is_followed_from_its_start_to_its_end(visit, edge):
    visit.open(direct_page(FILM, MEDIA))
    visit.ready()
    visit.page.wait_for_function("film.readyState >= 1")

    session = visit.page.evaluate("begin()")["sessionId"]
    visit.page.evaluate("film.play()")
    start, *others = edge.wait_for(3)

    details = start["body"]["events"][0]["xdm"]["mediaCollection"]["sessionDetails"]
    assert (details["length"], details["playerName"]) == (2, "shop player")
    assert told(start) == ("interact", None, 0)
    # When it says that it plays, it may have done so for a moment.
    assert [told(each)[:2] for each in others] == [("play", session), ("sessionComplete", session)]
    assert told(others[1])[2] == 2
    assert others[1]["body"]["events"][0]["xdm"]["mediaCollection"]["qoeDataDetails"] == {
        "droppedFrames": 0
    }


def turn_until(visit, edge, count):
    """Turn the page's clock until so many requests came: a ping is due after the last's answer."""
    for _ in range(100):
        if len(edge.events()) >= count:
            return
        visit.page.clock.run_for(10_000)
        visit.page.wait_for_timeout(50)


def test_a_session_pings_until_its_page_is_left(visit, edge):
    visit.page.clock.install()
    visit.open(direct_page(FILM, MEDIA))
    visit.ready()
    session = visit.page.evaluate("begin()")["sessionId"]

    turn_until(visit, edge, 3)
    visit.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    visit.page.clock.run_for(60_000)
    visit.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    turn_until(visit, edge, 4)

    events = edge.wait_for(4)
    assert [told(each) for each in events[1:]] == [("ping", session, 0)] * 3


def test_a_page_with_the_older_librarys_tracker_keeps_its_code(visit, edge):
    visit.open(direct_page("", MEDIA))
    visit.ready()

    left = visit.page.evaluate("""async () => {
      const Media = await alloy("getMediaAnalyticsTracker");
      const tracker = Media.getInstance();
      const film = Media.createMediaObject("A film", "film-1", 60, Media.StreamType.VOD,
        Media.MediaType.Video);
      tracker.trackSessionStart(film, {[Media.VideoMetadataKeys.Show]: "Show"});
      tracker.updatePlayhead(3.5);
      tracker.trackPlay();
      tracker.trackEvent(Media.Event.BitrateChange);
      const circle = {};
      circle.circle = circle;
      const other = Media.getInstance();
      return [film, typeof tracker.destroy, Media.createMediaObject(),
        Media.createStateObject(circle), tracker.updateQoEObject(circle),
        other.trackSessionStart(() => {}), other.trackPlay(document)];
    }""")
    start, *others = edge.wait_for(3)

    assert left[0]["sessionDetails"]["name"] == "film-1"
    assert left[1:] == ["function", {}, {}, None, None, None]
    details = start["body"]["events"][0]["xdm"]["mediaCollection"]["sessionDetails"]
    assert (details["show"], details["friendlyName"]) == ("Show", "A film")
    # Sent in one turn, on connections of their own.
    assert sorted(told(each)[::2] for each in others) == [("bitrateChange", 3), ("play", 3)]


def test_a_player_that_fails_in_the_page_is_a_warning_and_the_event_goes(visit, edge):
    visit.open(direct_page("", {**MEDIA, "debugEnabled": True}))
    visit.ready()

    for details in (
        "() => { throw new Error('gone') }", "() => undefined", "() => document",
        "async () => { throw null }", "() => ({get playhead() { throw new Error('x') }})",
        "() => ({playhead: 10n})", "() => new Promise(() => {})",
    ):  # fmt: skip
        edge.reset()
        session = visit.page.evaluate(
            """async (details) => (await alloy("createMediaSession", {
              playerId: details, getPlayerDetails: eval(details),
              xdm: {mediaCollection: {sessionDetails: {}}}})).sessionId""",
            details,
        )

        [start] = edge.wait_for(1)
        assert told(start) == ("interact", None, 0)
        assert session
        said = [text for text in visit.debug_texts("warning") if details in text]
        assert len(said) == 1, said
