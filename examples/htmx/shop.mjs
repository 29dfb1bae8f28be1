// The one script of the site beside the SDK: htmx, and a listener that outlives every swap.
import htmx from "htmx.org";

window.htmx = htmx;
document.addEventListener("click", ({ target }) => {
  const { sku, price } = target.closest("[data-sku]")?.dataset ?? {};
  if (!sku) return;
  alloy("event", {
    type: "purchase",
    xdm: {
      commerce: { order: { priceTotal: Number(price) } },
      productListItems: [{ SKU: sku, quantity: 1 }],
    },
  });
});
