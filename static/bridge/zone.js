// The name of the time zone. Up to 30 ms the first time, but 0.3 where there is Temporal.
export const zoneName = ({ Intl, Temporal } = /** @type {any} */ (window)) => (
  Temporal ? Temporal.Now.timeZoneId() : Intl.DateTimeFormat().resolvedOptions().timeZone);
