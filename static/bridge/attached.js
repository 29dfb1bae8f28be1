// For Python of a page that alloy.js serves already, in PyScript. Python runs this as it runs
// embedded.js; where nothing runs that could serve it, nothing is left on the window.

import { createLine } from "./line.js";
import { running } from "./shared.js";

const shared = running(__ALLOY_BUILD__);
if (shared) window.__alloyAttached = createLine(shared);
