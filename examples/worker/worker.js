// A worker that runs Python: Pyodide, with alloy_web in it.
import { loadPyodide } from "/dist/pyodide/pyodide.mjs";

const pyodide = await loadPyodide({ indexURL: "/dist/pyodide/" });
const modules = await fetch("/dist/alloy_web.zip");
pyodide.unpackArchive(await modules.arrayBuffer(), "zip");
const app = await fetch("app.py");
await pyodide.runPythonAsync(await app.text());

// What the page asks of the worker is this page's own business.
self.onmessage = async ({ data: basket }) => {
  const price = pyodide.globals.get("price");
  self.postMessage(await price(basket));
};
self.postMessage("ready");
