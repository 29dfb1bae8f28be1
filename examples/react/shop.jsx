// A shop in React, with React Router: a page for each fern, and a button that tells what is bought.
// Routes are views by themselves (autoViews).

import React, { StrictMode, useEffect } from "react";
import { hydrateRoot } from "react-dom/client";
import { BrowserRouter, Link, Route, Routes, useParams } from "react-router";

const FERNS = [
  { id: "maidenhair", name: "Maidenhair fern", price: 4.9 },
  { id: "staghorn", name: "Staghorn fern", price: 12 },
];

function Title({ children }) {
  useEffect(() => {
    document.title = children;
  }, [children]);
  return <h1>{children}</h1>;
}

function Ferns() {
  return (
    <>
      <Title>Ferns</Title>
      <ul id="ferns">
        {FERNS.map(({ id, name }) => (
          <li key={id}><Link id={id} to={`/ferns/${id}`}>{name}</Link></li>
        ))}
      </ul>
    </>
  );
}

function Fern() {
  const { id } = useParams();
  const fern = FERNS.find((one) => one.id === id);
  // Told when it is clicked and not by an effect: in StrictMode effects run twice.
  const buy = () => alloy("event", {
    type: "purchase",
    xdm: {
      commerce: { order: { priceTotal: fern.price } },
      productListItems: [{ SKU: fern.id, name: fern.name, quantity: 1 }],
    },
  });
  return (
    <>
      <Title>{fern.name}</Title>
      <button id="buy" type="button" onClick={buy}>Buy</button>
    </>
  );
}

function Shop() {
  return (
    <BrowserRouter>
      <nav><Link id="home" to="/">Fernway</Link></nav>
      <Routes>
        <Route path="/" element={<Ferns />} />
        <Route path="/ferns/:id" element={<Fern />} />
      </Routes>
    </BrowserRouter>
  );
}

// The HTML has the first page already, so a test without scripts finds it. Should it not be what
// React makes, that is an error of the page.
hydrateRoot(document.querySelector("#app"), <StrictMode><Shop /></StrictMode>, {
  onRecoverableError: reportError,
});
