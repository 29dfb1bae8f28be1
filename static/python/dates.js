// Points in time as text, for instead/dates.py.

import { Date, isoDate, utcDate } from "./natives.js";

// The last that a Date can be. Where a clock tells more, 1970 has to do.
const LAST_MS = 8.64e15;
const date = (ms) => new Date(ms > LAST_MS || ms < -LAST_MS ? 0 : ms);

export const iso_date = (ms) => isoDate(date(ms));
export const http_date = (ms) => utcDate(date(ms));
