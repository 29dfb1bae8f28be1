// The base code: stands inline at the top of the page, before anything else, and holds the calls
// of the page until the SDK is there. Each name it lists is a function of the page.

import { open } from "./snippet/queue.js";

open(window, document, ["alloy"]);
