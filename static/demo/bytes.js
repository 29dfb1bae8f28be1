// The table of the overview: what each way of loading downloads, summed up from the list of files
// that the build writes. Which files those are was seen in the browser's network log.

const BASE = /^base_code\.js$/;
const WHEEL = /^alloy_web-.*\.whl$/;
const FLIGHT = /^first_flight\.js$/;
const OURS = /^(base_code\.js|first_flight\.js|alloy\.js|sdk-.*\.bin|alloy_web-.*\.whl)$/;

const PYTHON = [/^alloy\.js$/, /^micropython-.*\.wasm$/, /^sdk-.*\.bin$/];

/** @type {[name: string, href: string, files: RegExp[]][]} */
const WAYS = [
  ["Direct", "/direct/", [FLIGHT, ...PYTHON]],
  ["PyScript, MicroPython", "/mpy/", [BASE, /^pyscript\/(core|error|zip)\b.*\.js$/, /^micropython\//, WHEEL]],
  ["PyScript, Pyodide", "/py/", [BASE, ...PYTHON, /^pyscript\/(core|error|pyodide_graph)\b.*\.js$/, /^pyodide\/(pyodide|python_stdlib|micropip)\b/, WHEEL]],
];

async function fill() {
  const response = await fetch("/dist/manifest.json");
  if (!response.ok) return;
  const { files } = await response.json();
  const rows = WAYS.map(([name, href, patterns]) => {
    const loaded = files.filter((file) => patterns.some((pattern) => pattern.test(file.name)));
    const ours = loaded.filter((file) => OURS.test(file.name));
    return { name, href, number: loaded.length, plain: sum(loaded, "bytes"), packed: sum(loaded, "brotli"), ours: sum(ours, "brotli") };
  });
  const largest = Math.max(...rows.map((row) => row.packed));
  document.querySelector("#bytes").replaceChildren(...rows.map((row) => rowOf(row, largest)));
}

// A file that does not shrink has no brotli size of its own.
function sum(files, key) {
  return files.reduce((total, file) => total + (file[key] || file.bytes), 0);
}

function rowOf(row, largest) {
  const line = document.createElement("tr");
  const link = document.createElement("a");
  link.href = row.href;
  link.textContent = row.name;
  const head = document.createElement("th");
  head.scope = "row";
  head.append(link);
  const bar = document.createElement("i");
  bar.style.width = (100 * row.packed) / largest + "%";
  const barred = cell("");
  barred.className = "bar";
  barred.append(bar);
  line.append(head, barred, cell(size(row.packed)), cell(size(row.plain)), cell(row.number), cell(size(row.ours)));
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
