// The engine of a page: made by whichever script comes first, and shared with those that come later.

// The SDK, compiled from Python (alloy_web/buildtools/compiler/).
import { start } from "alloy-sdk";
import { createBridge } from "./bridge/index.js";
import { running, share } from "./bridge/shared.js";

const BUILD = __ALLOY_BUILD__;

// Lets the engine have queues: `[name, queue, options]` for each (see bridge/instances.js).
export function serve(list) {
  (running(BUILD) || begin()).serve(list);
}

function begin() {
  const bridge = createBridge(BUILD, __ALLOY_VERSION__);
  const shared = {
    dead: false,
    serve(queues) {
      for (const each of queues) bridge.serve(...each);
    },
  };
  start(bridge);
  share(BUILD, shared);
  return shared;
}
