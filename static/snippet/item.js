// What a queue holds until the SDK is there: calls, as they were when they were made.

// What is larger than this is not copied: the SDK will say that it is too much.
const MOST = 1e5;
let left;

// As they are now: the page may replace them.
const { now } = window.Date || {};
const { isArray } = window.Array || {};

// What the page is like now, in the words of hosts/contract.py.
export const facts = () => ({ nowMs: ((window.Date || {}).now || now)(), url: location.href, title: document.title });

// What the page may change later is copied. Functions, elements and whatever else JSON does not
// know stay what they are.
function copy(value) {
  if (typeof value !== "object" || !value) return value;
  if (!left--) throw 0;
  // Libraries replace functions of lists and objects, so that none of them is used here.
  const list = isArray(value);
  if (!list && value.toJSON && value.toJSON !== {}.toJSON) return copy(value.toJSON());
  // "[object Object]" it says of plain objects and those of the page's own classes.
  if (!list && (value.then || {}.toString.call(value) !== "" + {})) return value;
  const made = list ? [] : { __proto__: null };
  for (const key in value) if ({}.hasOwnProperty.call(value, key)) made[key] = copy(value[key]);
  return made;
}

// A call of somebody's who need not know whether the queue is served already.
export function call(queue, resolve, reject, args) {
  if (queue.push === [].push) put(queue, resolve, reject, args);
  else queue.push([resolve, reject, args]);
}

// Queues `[resolve, reject, call]`, and in `page` what the page was like then. Without `resolve` it is
// no call: then something happened to the page, `{navigationType, from: {url}}` as the Navigation API
// tells it, or `"loaded"`.
export function put(queue, resolve, reject, call) {
  left = MOST;
  try {
    call = copy(call);
  } catch (unreadable) {
    // It stays what it is, and the SDK will say what is wrong with it.
  }
  /** @type {Queued} */
  const item = [resolve, reject, call];
  item.page = facts();
  queue.push(item);
}
