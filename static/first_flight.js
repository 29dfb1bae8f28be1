// The base code with the first flight: it also sends the request of the first view, when it
// understands all that the page says, while the SDK is still on its way. The SDK takes the answer
// over, and does everything else.

import { watch } from "./snippet/flight.js";
import { open } from "./snippet/queue.js";

open(window, document, ["alloy"], watch);
