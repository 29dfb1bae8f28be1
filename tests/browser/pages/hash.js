// A router in the URL's hash.
const TITLES = { "": "Home", "#/cart": "Cart" };

function render() {
  document.title = TITLES[location.hash];
}

document.querySelector("#app").innerHTML = `<a id="to-cart" href="#/cart">Cart</a>`;
window.replaceRoute = () => location.replace("#");
addEventListener("hashchange", render);
render();
