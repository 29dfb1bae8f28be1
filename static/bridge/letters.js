// Half of a surrogate pair is no text: a replacement character takes its place.
export const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text.replace(
  /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
  (found) => (found.length > 1 ? found : "\ufffd")));
