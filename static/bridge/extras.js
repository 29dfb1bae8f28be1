// Verbs of the bridge that only features of the second file use: `extraVerbs(tell)`, as index.js has
// its own.

export const extraVerbs = () => ({});
