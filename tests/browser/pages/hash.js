// A router in the URL's hash.
const TITLES = { "": "Home", "#/cart": "Cart" };

function render() {
  document.title = TITLES[location.hash];
}

document.querySelector("#app").innerHTML = `<a id="to-cart" href="#/cart">Cart</a>`;
addEventListener("hashchange", render);
render();
