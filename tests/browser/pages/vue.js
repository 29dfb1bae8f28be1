// Vue Router with the History API.
import { createApp, h } from "vue";
import { createRouter, createWebHistory, RouterLink, RouterView } from "vue-router";
import { TITLES, titleOf } from "./routes.js";

const routes = Object.keys(TITLES).map((path) => ({
  path, component: { render: () => h("h1", TITLES[path]) },
}));
const router = createRouter({ history: createWebHistory(), routes });
window.replaceRoute = () => router.replace("/t/shop");
router.afterEach((to) => { document.title = titleOf(to.path); });

const link = (id, to) => h(RouterLink, { id, to }, () => titleOf(to));
createApp({ render: () => [link("to-home", "/t/shop"), link("to-cart", "/t/shop/cart"), h(RouterView)] })
  .use(router).mount("#app");
