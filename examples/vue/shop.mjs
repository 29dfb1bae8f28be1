// A shop in Vue, with Vue Router: a page for each fern, and a button that tells what is bought.
// Routes are views by themselves (autoViews).
import { createApp, h } from "vue";
import { createRouter, createWebHistory, RouterLink, RouterView } from "vue-router";

const FERNS = [
  { id: "maidenhair", name: "Maidenhair fern", price: 4.9 },
  { id: "staghorn", name: "Staghorn fern", price: 12 },
];
const fernOf = (route) => FERNS.find((fern) => fern.id === route.params.id);

function buy(fern) {
  alloy("event", {
    type: "purchase",
    xdm: {
      commerce: { order: { priceTotal: fern.price } },
      productListItems: [{ SKU: fern.id, name: fern.name, quantity: 1 }],
    },
  });
}

const Ferns = {
  render: () => [
    h("h1", "Ferns"),
    h("ul", { id: "ferns" }, FERNS.map(({ id, name }) => (
      h("li", h(RouterLink, { id, to: `/ferns/${id}` }, () => name))
    ))),
  ],
};
const Fern = {
  props: ["fern"],
  render() {
    return [
      h("h1", this.fern.name),
      h("button", { id: "buy", type: "button", onClick: () => buy(this.fern) }, "Buy"),
    ];
  },
};

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: Ferns },
    { path: "/ferns/:id", component: Fern, props: (route) => ({ fern: fernOf(route) }) },
  ],
});
// A view has the title that the page has once its address has come to rest.
router.afterEach((to) => { document.title = fernOf(to)?.name ?? "Ferns"; });

const Shop = {
  render: () => [
    h("nav", h(RouterLink, { id: "home", to: "/" }, () => "Fernway")),
    h("main", h(RouterView)),
  ],
};

// What the HTML has already, for a test without scripts, Vue makes anew.
const app = createApp(Shop).use(router);
router.isReady().then(() => app.mount("#app"));
