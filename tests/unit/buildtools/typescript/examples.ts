// What pages write, and what the types refuse. Each line after `@ts-expect-error` has to be refused.

import type { EventOptions, GetIdentityResult } from "./alloy";

async function page(): Promise<void> {
  await alloy("configure", {
    orgId: "0123456789ABCDEF01234567@AdobeOrg",
    datastreamId: "8f3c2a64-1b1d-4a36-9a0b-6d1f0f6d2a11",
    defaultConsent: "pending",
    autoViews: { load: "now", routes: { replaceSearch: true }, name: ({ url }) => url },
    clickCollection: { filterClickDetails: (details) => details.linkType !== "exit" },
    onBeforeEventSend: ({ xdm, data }) => { xdm.page = data.page; },
  });
  const view: EventOptions = { type: "viewStart", data: { plan: "gold" }, mergeId: () => "m" };
  const { responseBody } = await window.alloy("event", view);
  responseBody?.handle;
  const { propositions } = await alloy("sendEvent", {
    xdm: { eventType: "a.b", _acme: { plan: "gold" }, identityMap: { Email: [{ id: "a@b.example" }] } },
    personalization: { surfaces: ["#hero"] },
  });
  propositions?.[0]?.scope?.toUpperCase();
  await alloy("applyPropositions", { propositions: propositions ?? [] });
  const found: GetIdentityResult = await alloy("getIdentity");
  found.identity.ECID?.length;
  await alloy("setConsent", { consent: [{ standard: "Adobe", version: "1.0" }] });
  (await alloy("createEventMergeId")).eventMergeId.length;
  await alloy("view", { name: "cart" });

  // @ts-expect-error There is no such command.
  await alloy("sendEvnt", {});
  // @ts-expect-error An option that nobody knows.
  await alloy("event", { tpye: "viewStart" });
  // @ts-expect-error The wrong kind of value.
  await alloy("event", { type: 42 });
  // @ts-expect-error None of the choices.
  await alloy("configure", { orgId: "a@AdobeOrg", datastreamId: "d", defaultConsent: "yes" });
  // @ts-expect-error What is required is missing.
  await alloy("configure", { orgId: "a@AdobeOrg" });
  // @ts-expect-error Options that cannot be left out.
  await alloy("view");
  // @ts-expect-error A result that has no such field.
  (await alloy("getIdentity")).ecid;
}

void page;
