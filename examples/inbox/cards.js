// What an inbox of content cards asks of the SDK, whatever the page is made with: hear of the
// cards, and report what became of them. Which cards there are, rules decide (offers.json).

const SURFACE = "web://fernway.example/#inbox";
const CARD = "https://ns.adobe.com/personalization/message/content-card";

// What the rules may ask about. It is told with each call, for none of it is remembered.
const decisionContext = { cart: { size: 0 } };

/**
 * `show(cards)` is called with the visitor's cards, and again whenever they may have changed. Gives
 * a function that ends it.
 */
export function subscribe(show) {
  const subscribed = alloy("subscribeRulesetItems", {
    surfaces: [SURFACE],
    schemas: [CARD],
    callback({ propositions }, collectEvent) {
      show(propositions.flatMap((proposition) => proposition.items.map((item) => ({
        ...item.data.content,
        id: item.id,
        link: isWeb(item.data.content.actionUrl) ? item.data.content.actionUrl : null,
        since: new Date(item.data.qualifiedDate),
        isNew: !item.data.displayedDate,
        report: (type) => collectEvent(type, [proposition]),
      }))));
    },
  });
  return () => subscribed.then(({ unsubscribe }) => unsubscribe());
}

/** Ask the server for cards, once for each page. */
export function fetchCards() {
  return alloy("sendEvent", { personalization: { surfaces: [SURFACE], decisionContext } });
}

/** Something happened that rules ask about. */
export function fillCart() {
  decisionContext.cart.size += 1;
  return evaluate();
}

/** Rules leave out a card that was dismissed, so they are asked again. */
export function dismiss(card) {
  card.report("dismiss");
  return evaluate();
}

function evaluate() {
  return alloy("evaluateRulesets", { personalization: { decisionContext } });
}

// An address comes from whoever writes the cards: it must not be a script.
function isWeb(url) {
  return URL.canParse(url, location.href) && new URL(url, location.href).protocol.startsWith("http");
}
