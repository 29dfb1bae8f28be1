// alloy.workers.js, for pages whose Python is in a worker or in a notebook's kernel:
//
//     import { serve } from "/dist/alloy.workers.js";
//     serve(worker);

export { serve } from "./bridge/workers.js";
