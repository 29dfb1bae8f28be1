// Cookies of the organisation, written as Python writes them (alloy_web/core/cookies.py).

const PROBE = "com.adobe.alloy.getTld=";

const place = (domain) => "; path=/" + (domain && "; domain=" + domain);

// The widest domain the page may set cookies for, found by trying; empty where there is none.
export function findDomain() {
  const labels = location.hostname.split(".");
  let domain = labels.pop();
  while (labels[0] && isNaN(domain)) {
    domain = labels.pop() + "." + domain;
    const probe = PROBE + place(domain);
    document.cookie = probe;
    const isSet = document.cookie.includes(PROBE);
    document.cookie = probe + "; max-age=0";
    if (isSet) return domain;
  }
  return "";
}

// Keeps the cookies that an answer brings, where they are as the Edge Network writes them.
export function keep(domain, text) {
  for (const { payload } of JSON.parse(text).handle) {
    for (const { key, value, maxAge } of payload) {
      // Ours, and of letters that are written as they are.
      const pair = key + "=" + value;
      if (!/^kndctr_\w+=[\w.=-]*$/.test(pair)) continue;
      document.cookie = pair + place(domain) + "; max-age=" + maxAge
        // A page that is not https can set no other.
        + "; samesite=" + (location.protocol === "https:" ? "none; secure" : "lax");
    }
  }
}
