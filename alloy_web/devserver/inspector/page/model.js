// What came in, as rows (see rows.py); who sent it, from where; and which rows are to be seen.

const rows = [];
const byId = new Map();
const visitors = new Map();
const firstWith = new Map();

/** What the reader chose. `found` are the ids that a search gave, or null without one. */
export const choice = {
  kinds: new Set(["view", "event", "click", "display", "consent", "identity"]),
  only: new Set(),
  visitor: null,
  page: null,
  found: null,
};

export function forget() {
  rows.length = 0;
  for (const map of [byId, visitors, firstWith]) map.clear();
  choice.visitor = choice.page = null;
}

/** Take in newer rows, oldest first. */
export function take(newer) {
  for (const row of newer) {
    const before = rows.at(-1);
    row.starts = !before || before.visitor !== row.visitor || before.page !== row.page;
    row.duplicateOf = null;
    for (const id of row.event_ids) {
      if (!id) continue;
      if (firstWith.has(id)) row.duplicateOf ??= firstWith.get(id);
      else firstWith.set(id, row.id);
    }
    const visitor = visitors.get(row.visitor) ?? { name: "", count: 0, pages: new Map() };
    visitor.name ||= row.visitor ? "Visitor " + (visitors.size + (visitors.has("") ? 0 : 1)) : "Unknown visitor";
    visitor.count += 1;
    visitor.pages.set(row.page, (visitor.pages.get(row.page) ?? 0) + 1);
    visitors.set(row.visitor, visitor);
    rows.push(row);
    byId.set(row.id, row);
  }
}

export const total = () => rows.length;
export const row = (id) => byId.get(id);
export const everyone = () => visitors;
export const nameOf = (visitor) => visitors.get(visitor)?.name ?? "";

/** The rows that the choice lets through, newest first. */
export function shown() {
  const found = [];
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    if (isShown(rows[index])) found.push(rows[index]);
  }
  return found;
}

/** The row before this one that says the same kind of thing, of the same visitor, if any. */
export function before(one) {
  const isAlike = (other) =>
    other.visitor === one.visitor && other.action === one.action && other.types[0] === one.types[0];
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    if (rows[index].id < one.id && isAlike(rows[index])) return rows[index];
  }
  return null;
}

export const isRefused = (one) => one.status >= 400 || one.fault !== "" || one.status === 0;

function isShown(one) {
  const { kinds, only, visitor, page, found } = choice;
  if (visitor !== null && one.visitor !== visitor) return false;
  if (page !== null && one.page !== page) return false;
  if (found && !found.has(one.id)) return false;
  // What cannot be read is of no kind, and is never hidden by one.
  if (one.kinds.length && !one.kinds.some((kind) => kinds.has(kind))) return false;
  if (only.has("beacon") && !one.beacon) return false;
  if (only.has("refused") && !isRefused(one)) return false;
  return !only.has("duplicate") || one.duplicateOf !== null;
}
