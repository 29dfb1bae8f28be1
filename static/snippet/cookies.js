// Cookies of the organisation, written as the SDK writes them (alloy_web/core/cookies.py).

const PROBE = "com.adobe.alloy.getTld=";

const place = (domain) => "; path=/" + (domain && "; domain=" + domain);

// Does the browser take a cookie for this domain, or the page's own host?
export function takes(domain) {
  const probe = PROBE + place(domain);
  document.cookie = probe;
  const isSet = document.cookie.includes(PROBE);
  document.cookie = probe + "; max-age=0";
  return isSet;
}

// The widest domain the page may set cookies for, found by trying; empty where there is none.
export function findDomain() {
  const labels = location.hostname.split(".");
  let domain = labels.pop();
  while (labels[0] && isNaN(/** @type {any} */ (domain))) {
    domain = labels.pop() + "." + domain;
    if (takes(domain)) return domain;
  }
  return "";
}

// Keeps the cookies that an answer brings, where they are as the Edge Network writes them, and the
// organisation's.
export function keep(prefix, domain, text) {
  for (const { payload } of JSON.parse(text).handle) {
    for (const { key, value, maxAge } of payload) {
      const pair = key + "=" + value;
      // Of letters that are written as they are.
      if (!pair.startsWith(prefix) || !/^\w+=[\w.=-]*$/.test(pair)) continue;
      document.cookie = pair + place(domain) + "; max-age=" + +maxAge
        // A page that is not https can set no other.
        + "; samesite=" + (location.protocol === "https:" ? "none; secure" : "lax");
    }
  }
}
