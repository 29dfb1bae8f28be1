// The bridge as the wheel carries it: Python runs this as an inline script, takes the bridge from
// the window, and leaves nothing there but the key by which later scripts find what runs already.
// (`document.currentScript` is PyScript's own at that time.)

import { extraVerbs } from "./extras.js";
import { createBridge } from "./index.js";
import { running, share } from "./shared.js";

const bridge = createBridge(__ALLOY_BUILD__, __ALLOY_VERSION__);
bridge.add(extraVerbs);
const shared = {
  dead: false,
  serve(list) {
    for (const each of list) bridge.serve(...each);
  },
};
bridge.onDeath = () => { shared.dead = true; };
if (!running(__ALLOY_BUILD__)) share(__ALLOY_BUILD__, shared);
window.__alloyBridge = bridge;
