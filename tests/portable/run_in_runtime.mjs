// Runs portable tests on the interpreter that browsers run, under Node.
//
// Reads one JSON plan from stdin:
//   {"runtime": "micropython" | "pyodide", "nodeModules": folder,
//    "files": [{"at": path inside the interpreter, "from": path on disk}],
//    "tests": [{"module": "test_cookies", "test": "test_x"}],
//    "limits": {"workMs": processor time for one step, "idleMs": time without any of it}}
// and prints one JSON line per step to stdout: {"step": "ready"}, {"step": "started", …} and
// {"step": "done", "outcome": "passed" | "failed" | "error", "text": traceback, "output": prints}.
// When the interpreter itself breaks, the last line is {"step": "died", "text": why}; the reader
// (runtimes.py) decides what becomes of the tests that are left.
//
// A test that never ends holds this thread for ever, so another one watches. It goes by the time of
// the processor, not by the clock: on a busy machine a good test may take minutes.

import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const plan = JSON.parse(readFileSync(0, "utf8"));
const printed = [];

// Written at once, not buffered: what was told must survive the death of the process.
function tell(line) {
  const bytes = Buffer.from(JSON.stringify(line) + "\n");
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(1, bytes, sent);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error; // A full pipe: the reader is slow, try again.
    }
  }
}

function die(error) {
  tell({ step: "died", text: `${error?.name ?? "Error"}: ${error?.message ?? error}`.slice(0, 2000), output: printed.join("\n") });
  process.exit(1);
}

// MicroPython fails in a later turn too, for instance after a generator was called from JavaScript.
process.on("uncaughtException", die);
process.on("unhandledRejection", die);

// Counts steps, for the watching thread to see whether there was one.
const steps = new Int32Array(new SharedArrayBuffer(4));
const WATCH = `
  const { workerData: { steps, workMs, idleMs } } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const give = (why) => {
    writeSync(1, JSON.stringify({ step: "died", text: why, output: "" }) + "\\n");
    process.kill(process.pid, "SIGKILL");
  };
  let [step, begun, last, idle] = [-1, 0, 0, 0];
  setInterval(() => {
    const now = used();
    if (steps[0] !== step) [step, begun, idle] = [steps[0], now, 0];
    // This thread alone uses less.
    idle = now - last < EVERY_MS / 100 ? idle + EVERY_MS : 0;
    last = now;
    if (now - begun > workMs) give("no answer after " + workMs / 1000 + " s of work");
    if (idle >= idleMs) give("no answer, and no work for " + idleMs / 1000 + " s");
  }, EVERY_MS);
`.replaceAll("EVERY_MS", "1000");
const watching = new Worker(WATCH, { eval: true, workerData: { steps, ...plan.limits } });
await new Promise((resolve) => watching.on("online", resolve));
watching.unref();

const boot = {
  // No heap and stack sizes here: the portable tests hold at the defaults, which PyScript uses.
  async micropython(options) {
    const folder = join(plan.nodeModules, "@micropython/micropython-webassembly-pyscript");
    const { loadMicroPython } = await import(pathToFileURL(join(folder, "micropython.mjs")));
    return loadMicroPython(options);
  },
  async pyodide(options) {
    const folder = join(plan.nodeModules, "pyodide");
    const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
    return loadPyodide(options);
  },
};

const print = (text) => printed.push(text);

// Tests that are JavaScript already.
if (plan.runtime === "compiled") {
  const { tests, str, type_name, AssertionError } = await import(pathToFileURL(plan.program));
  tell({ step: "ready" });
  for (const { module, test } of plan.tests) {
    tell({ step: "started", module, test });
    let result = { outcome: "passed", text: "" };
    try {
      tests[`${module}:${test}`]();
    } catch (error) {
      const said = error.constructor.$__name__ ? `${type_name(error)}: ${str(error)}` : `${error.name}: ${error.message}`;
      const outcome = error instanceof AssertionError ? "failed" : "error";
      result = { outcome, text: `${error.stack}\n${said}` };
    }
    await new Promise((resolve) => setImmediate(resolve));
    tell({ step: "done", module, test, output: "", ...result });
  }
  process.exit(0);
}

const runtime = await boot[plan.runtime]({ stdout: print, stderr: print });

for (const { at, from } of plan.files) {
  const folders = at.split("/").slice(1, -1);
  folders.reduce((parent, name) => {
    const folder = `${parent}/${name}`;
    if (!runtime.FS.analyzePath(folder).exists) runtime.FS.mkdir(folder);
    return folder;
  }, "");
  runtime.FS.writeFile(at, readFileSync(from));
}
runtime.runPython("import sys\nsys.path[:0] = ['/', '/tests/portable']\nfrom in_runtime import forget, run_test");
const runTest = runtime.globals.get("run_test");
const forget = runtime.globals.get("forget");
tell({ step: "ready" });

let previous = null;
for (const { module, test } of plan.tests) {
  if (previous && previous !== module) forget(previous);
  previous = module;
  printed.length = 0;
  steps[0] += 1;
  tell({ step: "started", module, test });
  try {
    const result = JSON.parse(runTest(module, test));
    // A turn of the event loop: late failures belong to this test, not to the next one.
    await new Promise((resolve) => setImmediate(resolve));
    tell({ step: "done", module, test, output: printed.join("\n"), ...result });
  } catch (error) {
    // Python's exceptions are caught in Python: what comes out here is a broken interpreter.
    die(error);
  }
}
process.exit(0);
