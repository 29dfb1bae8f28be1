// A router as many sites have written one: the History API and a handler for clicks and popstate.
import { TITLES, links, titleOf } from "./routes.js";

function render() {
  document.title = titleOf(location.pathname);
  document.querySelector("#app").innerHTML = `<h1>${document.title}</h1>${links()}`;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || !(new URL(link.href).pathname in TITLES)) return;
  event.preventDefault();
  history.pushState({}, "", link.href);
  setTimeout(render, 20);
});
window.replaceRoute = () => {
  history.replaceState({}, "", "/t/shop");
  render();
};
addEventListener("popstate", render);
render();
