// The bridge as the wheel carries it: Python runs this as an inline script, takes the bridge from
// the window, and leaves nothing there. (`document.currentScript` is PyScript's own at that time.)

import { createBridge } from "./index.js";

window.__alloyBridge = createBridge(__ALLOY_BUILD__, __ALLOY_VERSION__);
