// What each way of loading downloads, as the build writes it into dist/manifest.json: the table of the
// overview, and figures in the text, `<span data-bytes="direct" hidden>, <b></b> in all</span>`.

// [name, page, ways of the manifest that it loads, what comes besides ours]
/** @type {[name: string, href: string, way: string, besides: string][]} */
const ROWS = [
  ["Direct", "/direct/", "direct", "nothing, and no second request"],
  ["PyScript, MicroPython", "/mpy/", "pyscript-mpy", "PyScript and MicroPython"],
  ["PyScript, Pyodide", "/py/", "pyscript-py", "PyScript and Pyodide, all of CPython"],
];

async function fill() {
  const response = await fetch("/dist/manifest.json");
  if (!response.ok) return;
  const { ways } = await response.json();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-bytes]"))) {
    place.querySelector("b").textContent = size(ways[place.dataset.bytes].together);
    place.hidden = false;
  }
  const largest = Math.max(...ROWS.map(([, , way]) => ways[way].together));
  const table = document.querySelector("#bytes");
  if (table) table.replaceChildren(...ROWS.map((row) => rowOf(row, ways, largest)));
}

function rowOf([name, href, way, besides], ways, largest) {
  const { ours, together } = ways[way];
  const line = document.createElement("tr");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = name;
  const head = document.createElement("th");
  head.scope = "row";
  head.append(link);
  const bar = document.createElement("i");
  bar.style.width = (100 * together) / largest + "%";
  const barred = cell("");
  barred.className = "bar";
  barred.append(bar);
  const what = cell(besides);
  what.className = "what";
  line.append(head, barred, cell(size(together)), cell(size(ours)), what);
  return line;
}

function cell(text) {
  const made = document.createElement("td");
  made.textContent = text;
  return made;
}

function size(bytes) {
  return bytes < 1e6 ? Math.round(bytes / 1000) + " KB" : (bytes / 1e6).toFixed(1) + " MB";
}

fill();
