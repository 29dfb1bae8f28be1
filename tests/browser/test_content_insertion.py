"""HTML of offers in the page: scripts run once, images are asked for, nonces are carried over."""

import pytest

from tests.browser.offers import displays, dom, offer, scenario, show
from tests.browser.pages import direct_page

OWN_EDGE = {"thirdPartyCookiesEnabled": False}


def opened(visit, body, head=""):
    visit.open(direct_page(body, configure=OWN_EDGE, head=head))
    visit.ready()


def test_scripts_run_once_each_in_their_order(visit, edge):
    opened(visit, "<div id='a'></div><script>window.ran = []</script>")

    show(visit, edge, dom("setHtml", "#a", """
      <script>ran.push(1)</script>
      <p>between</p>
      <script type="text/javascript">ran.push(2)</script>
      <script type="application/ld+json">{"no": "script"}</script>
      <script>  </script>"""))

    assert visit.page.evaluate("ran") == [1, 2]
    assert visit.page.evaluate("document.querySelectorAll('#a script').length") == 4


def test_a_script_that_throws_breaks_nothing_else(visit, edge):
    opened(visit, "<div id='a'></div>")
    visit.expect_page_error("from the offer")

    broken = "<b>x</b><script>throw new Error('from the offer')</script>"
    show(visit, edge, dom("setHtml", "#a", broken),
         dom("appendHtml", "#a", "<i>y</i>", item_id="2"))

    assert visit.page.text_content("#a i") == "y"


def test_remote_scripts_go_to_the_head_and_are_waited_for(visit, edge):
    visit.site.add_page("/t/remote.js", "window.remote = (window.remote || 0) + 1;",
                        headers={"content-type": "text/javascript"})
    opened(visit, "<div id='a'><p id='old'>old</p></div>")

    remote = "<script data-x='1' src='/t/remote.js'></script>"
    show(visit, edge, dom("replaceHtml", "#old", "<b>new</b>" + remote))

    assert visit.page.evaluate("window.remote") == 1
    assert visit.page.evaluate(
        "Array.from(document.head.querySelectorAll('script[src]'), (s) => [s.dataset.x, s.async])"
    ) == [[None, True]]
    assert visit.page.query_selector("#old") is None


def test_a_remote_script_takes_along_what_it_needs_to_run_and_nothing_else(visit, edge):
    visit.site.add_page("/t/remote.js", "window.remote = (window.remote || 0) + 1",
                        headers={"content-type": "text/javascript"})
    opened(visit, "<div id='a'></div>")

    show(visit, edge, dom("setHtml", "#a", """<script src="/t/remote.js" id="own" class="c" defer
      data-x="1" onload="window.loaded = true" type="text/javascript" nonce="n" crossorigin=""
      integrity="" referrerpolicy="origin" fetchpriority="low"></script>
      <script src="/t/remote.js" type="text/template"></script>"""))

    visit.page.wait_for_function("window.remote")
    assert visit.page.evaluate(
        """Array.from(document.head.querySelectorAll("script[src*='remote']"), (script) =>
          Array.from(script.attributes, ({name, value}) => name + "=" + value).sort())"""
    ) == [[
        "async=", "crossorigin=", "fetchpriority=low", "integrity=", "nonce=n",
        "referrerpolicy=origin", "src=/t/remote.js", "type=text/javascript",
    ]]
    assert visit.page.evaluate("[window.remote, window.loaded]") == [1, None]
    assert visit.page.evaluate("document.querySelectorAll('#own').length") == 1


def test_an_inline_module_runs_once_from_the_head(visit, edge):
    opened(visit, "<div id='a'></div>", head="""<script>
      window.places = [];
      new MutationObserver((records) => {
        for (const {addedNodes, target} of records) for (const node of addedNodes) {
          if (node.type === "module") places.push(target.nodeName);
        }
      }).observe(document, {childList: true, subtree: true});
    </script>""")

    show(visit, edge, dom("setHtml", "#a",
         "<script type='module'>window.ran = (window.ran || 0) + 1; export {};</script>"))

    visit.page.wait_for_function("window.ran")
    assert visit.page.evaluate("[places.includes('HEAD'), window.ran]") == [True, 1]


def test_a_remote_script_that_fails_is_told_and_the_rest_is_shown(visit, edge):
    opened(visit, "<div id='a'><p id='old'>old</p></div>")
    visit.alloy("setDebug", {"enabled": True})

    show(visit, edge, dom("replaceHtml", "#old", "<b>new</b><script src='/t/missing.js'></script>"))

    assert visit.page.evaluate("document.querySelector('#a').textContent.trim()") == "new"
    assert any("missing.js did not load" in text for text in visit.debug_texts("warning"))


def test_failures_now_and_later_are_both_heard(visit, edge):
    opened(visit, "<p class='a'>1</p><p class='a'>2</p><script>"
           "const refuse = () => { throw new Error('refused by the page'); };"
           "document.querySelector('.a').appendChild = refuse;"
           "document.querySelector('.a').insertBefore = refuse;</script>")

    # The first refuses it at once, in the other the script fails later.
    show(visit, edge, dom("appendHtml", ".a", "<b>x</b><script src='/t/missing.js'></script>"))

    visit.page.wait_for_timeout(100)
    assert visit.page.evaluate("document.querySelectorAll('.a b').length") == 1


def test_a_script_that_never_comes_does_not_hold_up_the_report(visit, edge):
    opened(visit, "<div id='a'><p id='old'>old</p></div>", head="""<script>
      // Five seconds are over soon here, and a script is lost on its way.
      const wait = setTimeout;
      window.setTimeout = (then, time, ...more) => wait(then, time === 5000 ? 50 : time, ...more);
      const append = document.head.appendChild;
      document.head.appendChild = (node) =>
        /never/.test(node.src) ? node : append.call(document.head, node);
    </script>""")
    visit.alloy("setDebug", {"enabled": True})

    show(visit, edge, dom("replaceHtml", "#old", "<b>new</b><script src='/t/never.js'></script>"))

    assert visit.page.query_selector("#old") is None
    assert any("not loaded within 5000 ms" in text for text in visit.debug_texts("warning"))


def test_images_are_asked_for_at_once(visit, edge):
    visit.site.add_page("/t/late.png", "", headers={"content-type": "image/png"})
    opened(visit, "<div id='a'></div>")

    # Never attached where images load by themselves: a lazy one far down the page.
    show(visit, edge, dom("setHtml", "#a",
                          "<div style='height:20000px'></div><img loading=lazy src='/t/late.png'>"))

    visit.page.wait_for_function(
        "performance.getEntriesByType('resource').some(({name}) => name.endsWith('/t/late.png'))"
    )


def test_styles_and_scripts_get_the_nonce_of_the_page(visit, edge):
    opened(visit, "<div id='a'></div><script nonce='abc'></script>")

    told = "<script>window.n = document.currentScript.nonce</script>"
    show(visit, edge, dom("setHtml", "#a", "<style>b{}</style>" + told))

    assert visit.page.evaluate("document.querySelector('#a style').nonce") == "abc"
    assert visit.page.evaluate("window.n") == "abc"


@pytest.mark.parametrize("kind", ["appendHtml", "prependHtml", "insertBefore", "insertAfter"])
def test_several_nodes_keep_their_order(visit, edge, kind):
    opened(visit, "<main><p id='a'>a</p></main>")

    show(visit, edge, dom(kind, "#a", "1<b>2</b><!-- 3 --><i>4</i>"))

    text = visit.page.evaluate("document.querySelector('main').innerHTML")
    assert "1<b>2</b><!-- 3 --><i>4</i>" in text


def test_content_is_hidden_until_it_is_there_and_shown_when_it_does_not_come(visit, edge):
    edge.set_scenario(scenario(offer(
        dom("setText", "#late", "new", prehidingSelector="#other"),
    )))
    visit.open(direct_page("<p id='other'>x</p>", configure={**OWN_EDGE, "prehidingTimeout": 1500}))
    visit.ready()

    seen = visit.page.evaluate("""async () => {
      const visibility = () => getComputedStyle(document.querySelector("#other")).visibility;
      // Asked in the page, which the machine cannot keep from asking in time.
      await alloy("sendEvent", { renderDecisions: true });
      return visibility();
    }""")
    assert seen == "hidden"
    hidden = "getComputedStyle(document.querySelector('#other')).visibility"
    visit.page.wait_for_function(f"{hidden} === 'visible'")

    visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=late>old</p>')")
    visit.page.wait_for_function("document.querySelector('#late').textContent === 'new'")
    edge.wait_for(lambda event: bool(displays(edge)))


def test_what_several_hide_is_hidden_once_and_shown_when_the_first_of_them_is_there(visit, edge):
    opened(visit, "<p id='a'>x</p>")
    edge.set_scenario(scenario(offer(
        dom("setText", "#late", "new", prehidingSelector="#a"),
        dom("setText", "#never", "new", "2", prehidingSelector="#a"),
    )))
    visit.alloy("sendEvent", {"renderDecisions": True})
    styles = """Array.from(document.head.querySelectorAll("style"), (one) => one.textContent)
      .filter((text) => text.includes("visibility"))"""
    assert visit.page.evaluate(styles) == ["#a { visibility: hidden }"]

    visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=late>old</p>')")

    visit.page.wait_for_function("document.querySelector('#late').textContent === 'new'")
    assert visit.page.evaluate(styles) == []


def test_what_is_there_is_changed_without_being_hidden_first(visit, edge):
    opened(visit, "<p id='a'>old</p>", head="""<script>
      window.hidden = 0;
      new MutationObserver((records) => {
        for (const { addedNodes } of records) {
          for (const node of addedNodes) hidden += /visibility/.test(node.textContent);
        }
      }).observe(document.head, { childList: true });
    </script>""")

    show(visit, edge, dom("setText", "#a", "new", prehidingSelector="#a"))

    assert visit.text("#a") == "new"
    assert visit.page.evaluate("window.hidden") == 0
