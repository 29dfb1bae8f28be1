// Half of a surrogate pair is no text: a replacement character takes its place.
import { replace } from "./natives.js";

export const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : replace(
  /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, text,
  (found) => (found.length > 1 ? found : "\ufffd")));
