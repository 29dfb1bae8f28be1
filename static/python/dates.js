// Points in time as text and back, for instead/dates.py.

import { Date, isoDate, matches, parseDate, utcDate } from "./natives.js";

// The last that a Date can be. Where a clock tells more, 1970 has to do.
const LAST_MS = 8.64e15;
const date = (ms) => new Date(ms > LAST_MS || ms < -LAST_MS ? 0 : ms);

export const iso_date = (ms) => isoDate(date(ms));
export const http_date = (ms) => utcDate(date(ms));

// Of `2 Mar 2026 09:15:27`; null where it is not of that form.
export function http_ms(text) {
  const ms = matches(/^\d+ [A-Z][a-z]+ \d+ \d+:\d+:\d+$/, text) ? parseDate(text + " GMT") : NaN;
  return ms === ms ? ms : null;
}
