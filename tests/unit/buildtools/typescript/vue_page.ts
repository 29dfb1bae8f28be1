// A page in Vue. The line after `@ts-expect-error` has to be refused.

import { defineComponent, h } from "vue";
import type { EventOptions } from "./alloy";

export const Buy = defineComponent({
  props: { sku: { type: String, required: true } },
  setup(props) {
    const bought: EventOptions = { type: "purchase", xdm: { productListItems: [{ SKU: props.sku }] } };
    return () => h("button", { onClick: () => alloy("event", bought) }, "Buy");
  },
});

// @ts-expect-error An option that nobody knows.
export const wrong = () => h("button", { onClick: () => alloy("event", { tpye: "purchase" }) });
