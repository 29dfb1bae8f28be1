// The inbox in React: a hook that has the cards, and a component that reports what becomes of one.

import React, { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { dismiss, fetchCards, fillCart, subscribe } from "./cards.js";

function useCards() {
  const [cards, setCards] = useState([]);
  useEffect(() => subscribe(setCards), []);
  return cards;
}

function Card({ card }) {
  // Each is reported once for a page, so it does no harm that an effect may run again.
  useEffect(() => {
    card.report("display");
  }, [card]);
  return (
    <li className={card.isNew ? "new" : ""}>
      <h2>{card.title}</h2>
      <p>{card.body}</p>
      {card.link && <a href={card.link} onClick={() => card.report("interact")}>Have a look</a>}
      <button type="button" onClick={() => dismiss(card)}>Dismiss</button>
      <small>{card.since.toLocaleDateString()}</small>
    </li>
  );
}

function Inbox() {
  const cards = useCards();
  return (
    <>
      <h1>Inbox</h1>
      <ul id="cards">{cards.map((card) => <Card key={card.id} card={card} />)}</ul>
      <p><button type="button" id="fill" onClick={fillCart}>Put a fern into the cart</button></p>
    </>
  );
}

createRoot(document.querySelector("#app")).render(<StrictMode><Inbox /></StrictMode>);
fetchCards();
