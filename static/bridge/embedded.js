// The bridge as the wheel carries it: Python runs this as an inline script and takes the bridge
// from the script element.

import { createBridge } from "./index.js";

document.currentScript.alloyBridge = createBridge(__ALLOY_BUILD__, __ALLOY_VERSION__);
