# A router in Python, on a PyScript page.
from js import document, history, location
from pyscript import ffi

TITLES = {"/t/shop": "Home", "/t/shop/cart": "Cart"}
LINKS = '<a id="to-home" href="/t/shop">Home</a> <a id="to-cart" href="/t/shop/cart">Cart</a>'


def render(event=None):
    title = TITLES[location.pathname]
    document.title = title
    document.querySelector("#app").innerHTML = "<h1>" + title + "</h1>" + LINKS


def follow(event):
    link = event.target.closest("a")
    if link:
        event.preventDefault()
        history.pushState(None, "", link.href)
        render()


def replace():
    history.replaceState(None, "", "/t/shop")
    render()


document.defaultView.replaceRoute = ffi.create_proxy(replace)
document.addEventListener("click", ffi.create_proxy(follow))
document.defaultView.addEventListener("popstate", ffi.create_proxy(render))
render()
