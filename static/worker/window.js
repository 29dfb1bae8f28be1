// The run-time library of compiled Python takes what it needs from the window. A worker has none, and
// gets its name back for as long as scripts of ours begin.

/** @type {any} */ (self).window = self;
