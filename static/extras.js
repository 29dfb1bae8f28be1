// The second file: features that few sites use, compiled with the first and of no use to another
// build. bridge/second.js, in the first, asks for it and takes it.

import { extras, words } from "alloy-extras";
import { extraVerbs } from "./bridge/extras.js";

if (window.__alloySecond) window.__alloySecond(__ALLOY_BUILD__, { extras, extraVerbs, words });
