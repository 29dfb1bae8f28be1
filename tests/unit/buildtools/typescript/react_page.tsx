// A page in React. The line after `@ts-expect-error` has to be refused.

import { useEffect } from "react";
import type { EventOptions } from "./alloy";

export function Buy({ sku }: { sku: string }) {
  useEffect(() => {
    alloy("view", { name: `product ${sku}` });
  }, [sku]);
  const bought: EventOptions = { type: "purchase", xdm: { productListItems: [{ SKU: sku }] } };
  return <button onClick={() => alloy("event", bought)}>Buy</button>;
}

// @ts-expect-error An option that nobody knows.
export const wrong = () => <button onClick={() => alloy("event", { tpye: "purchase" })}>Buy</button>;
