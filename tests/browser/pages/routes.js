// The two routes that every page here has.
export const TITLES = { "/t/shop": "Home", "/t/shop/cart": "Cart" };

export const titleOf = (path) => TITLES[path] || "Nowhere";

export const links = () => `<a id="to-home" href="/t/shop">Home</a> <a id="to-cart" href="/t/shop/cart">Cart</a>`;
