// React Router under StrictMode, which mounts everything twice while it is developed.
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Link, Route, Routes, useNavigate } from "react-router";
import { TITLES } from "./routes.js";

function Page({ title }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return <h1>{title}</h1>;
}

function Replacing() {
  const navigate = useNavigate();
  window.replaceRoute = () => navigate("/t/shop", { replace: true });
}

function App() {
  return (
    <BrowserRouter>
      <Link id="to-home" to="/t/shop">Home</Link> <Link id="to-cart" to="/t/shop/cart">Cart</Link>
      <Replacing />
      <Routes>
        {Object.entries(TITLES).map(([path, title]) => (
          <Route key={path} path={path} element={<Page title={title} />} />
        ))}
      </Routes>
    </BrowserRouter>
  );
}

createRoot(document.querySelector("#app")).render(<StrictMode><App /></StrictMode>);
