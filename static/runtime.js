// The engine of a page: made by whichever script comes first, and shared with those that come later.

// The SDK, compiled from Python (alloy_web/buildtools/compiler/).
import { bring, shared as ours, start } from "alloy-sdk";
import { extraVerbs } from "./bridge/extras.js";
import { createBridge } from "./bridge/index.js";
import { createSecond } from "./bridge/second.js";
import { running, share } from "./bridge/shared.js";

const BUILD = __ALLOY_BUILD__;

// Lets the engine have queues: `[name, queue, options]` for each (see bridge/instances.js). Where
// this script is to be the engine, `load(url)` gets the second file (bridge/second.js).
export function serve(list, load) {
  (running(BUILD) || begin(load)).serve(list);
}

function begin(load) {
  const second = __ALLOY_SECOND__ ? createSecond(BUILD, (its) => {
    bridge.add(its.extraVerbs);
    const [components, parts] = its.extras(ours());
    bring(components, parts);
    bridge.words.take(its.words);
  }, load) : null;
  const bridge = createBridge(BUILD, __ALLOY_VERSION__, second);
  if (!__ALLOY_SECOND__) bridge.add(extraVerbs);
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
