// A router on the Navigation API: the route is there when what it needs has been fetched.
import { TITLES, links, titleOf } from "./routes.js";

async function render(path) {
  await new Promise((loaded) => setTimeout(loaded, 150));
  document.title = titleOf(path);
  document.querySelector("#app").innerHTML = `<h1>${document.title}</h1>${links()}`;
}

navigation.addEventListener("navigate", (event) => {
  const { pathname } = new URL(event.destination.url);
  if (!event.canIntercept || !(pathname in TITLES)) return;
  event.intercept({ handler: () => render(pathname) });
});
window.replaceRoute = () => navigation.navigate("/t/shop", { history: "replace" });
document.title = titleOf(location.pathname);
document.querySelector("#app").innerHTML = links();
