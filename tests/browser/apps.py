"""
Small real applications to count views in: the sources are in `pages/`, bundled here by esbuild.

Every one has two routes, `/t/shop` (title Home) and `/t/shop/cart` (title Cart), a link to each,
and `replaceRoute()`, which puts the other route in the place of the present one, as the router
does it. The SDK is loaded in any of the ways of pages.py.
"""

import functools
import json
from pathlib import Path

from tests.browser.pages import CONFIG, INSTALL, PAGES

FOLDER = Path(__file__).parent / "pages"
HOME, CART = "/t/shop", "/t/shop/cart"
TITLE_OF = {HOME: "Home", CART: "Cart"}

# Names of views are the titles of the page at the time a view is taken.
CONFIGURE = """<script>
alloy("configure", Object.assign({edgeDomain: location.host}, %s, {
  autoViews: {name: (view) => view.title},
}));
</script>"""
LINKS = f'<a id="to-home" href="{HOME}">Home</a> <a id="to-cart" href="{CART}">Cart</a>'

# Where the server renders the pages, and what their <body> needs for it.
SERVED = {
    "plain": "window.replaceRoute = () => location.replace('/t/shop');",
    "turbo": "window.replaceRoute = () => Turbo.visit('/t/shop', {action: 'replace'});",
    "htmx": "document.body.setAttribute('hx-boost', 'true');"
    "window.replaceRoute = () => document.querySelector('#replace').click();",
}
REPLACE = '<a id="replace" hx-get="/t/shop" hx-target="body" hx-replace-url="true" href="#"></a>'
ROUTERS = ["plain", "history", "hash", "navigation", "react", "vue", "htmx", "turbo"]
TITLES = {
    "plain": "plain pages", "history": "History API", "hash": "hash routes",
    "navigation": "Navigation API", "react": "React Router, StrictMode", "vue": "Vue Router",
    "htmx": "htmx boost", "turbo": "Turbo", "python": "Python (PyScript)",
}


def serve(site, router, loader, head=""):
    """Put the application on the site; its first page is at HOME."""
    if router == "python":
        main = INSTALL + "\n" + (FOLDER / "router.py").read_text(encoding="utf-8")
        for path in (HOME, CART):
            title = TITLE_OF[path]
            site.add_page(path, _page(loader, '<div id="app"></div>', head, title, main=main))
        return
    site.add_page(f"/t/{router}.js", script(router), {"content-type": "text/javascript"})
    if router in SERVED:
        head += f'<script defer src="/t/{router}.js"></script>'
        for path, title in TITLE_OF.items():
            more = REPLACE if router == "htmx" else ""
            body = f"<script>{SERVED[router]}</script><h1>{title}</h1>{LINKS}{more}"
            site.add_page(path, _page(loader, body, head, title))
        return
    body = f'<div id="app"></div><script type="module" src="/t/{router}.js"></script>'
    for path, title in TITLE_OF.items():
        site.add_page(path, _page(loader, body, head, title))


@functools.cache
def script(router):
    """One JavaScript file of the application and the packages it uses."""
    from alloy_web.buildtools import javascript

    source = next(FOLDER.glob(f"{router}.js*"))
    return javascript._esbuild(
        javascript.MODERN, str(source), "--bundle", "--format=iife", "--jsx=automatic", "--jsx-dev",
        '--define:process.env.NODE_ENV="development"', '--define:__VUE_PROD_DEVTOOLS__=false',
        "--define:__VUE_OPTIONS_API__=false",
        "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false",
    ).decode()


def _page(loader, body, head="", title="", **options):
    # Pyodide on a busy machine takes longer than a page should wait.
    configure = CONFIGURE % json.dumps({**CONFIG, "bootTimeout": 60000})
    html = PAGES[loader](body, configure=None, head=configure + head, **options)
    return html.replace("<title>test page</title>", f"<title>{title}</title>")
