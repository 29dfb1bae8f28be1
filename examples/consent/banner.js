// The banner asks who has not answered yet, and anybody who presses "Privacy".
const banner = document.querySelector("#banner");

banner.addEventListener("click", ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  banner.close();
  alloy("setConsent", {
    consent: [{ standard: "Adobe", version: "1.0", value: { general: target.value } }],
  });
});
document.querySelector("#choose").addEventListener("click", () => banner.show());

// `explain` answers before the SDK has an identity, and sends nothing. Who has answered, here or by
// the browser's signal, is not asked.
alloy("explain").then(({ consent }) => {
  if (consent?.state === "pending") banner.show();
});
