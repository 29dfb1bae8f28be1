// What the first flight understands of calls: options, and the forms that they may have. Whatever
// else a call says, nothing leaves ahead, and the SDK does it all.

const FORMS = [
  /^configure (orgId|datastreamId)"[\w.:@-]+"$/,
  /^configure edgeDomain"[a-z\d.-]*[a-z\d-](:\d+)?"$/,
  /^configure defaultConsent"(in|pending)"$/,
  /^configure (request|boot|prehiding)Timeout[1-9]\d*$/,
  /^configure context\[("(web|device|environment|placeContext)",?)+\]$/,
  /^configure clickCollection{("((internalLink|externalLink|downloadLink|eventGrouping)Enabled":(true|false)|sessionStorageEnabled":false),?)*}$/,
  /^(configure (autoViews|honorGlobalPrivacyControl|(debug|clickCollection|thirdPartyCookies|idMigration)Enabled)|(event|sendEvent) documentUnloading|sendEvent renderDecisions)(true|false)$/,
  /^(configure (prehidingStyle|downloadLinkQualifier)|(event|sendEvent) type|view name)".+"$/,
  /^(event|sendEvent|view) (xdm|data){/,
];

// No object; keys that the SDK leaves out, or checks; half of a surrogate pair.
const UNUSUAL = /^[^{]|"(__proto__|constructor|prototype|identityMap|eventType":[^"])|\\ud[89a-f]/;

// Stands back unless what was given is understood.
export function demand(isUnderstood) {
  if (!isUnderstood) throw 0;
}

// A copy of the options of a call, as the SDK gets them.
export function read([name, options = {}]) {
  const text = JSON.stringify(options, (key, value) => {
    // A function, or an element. Those that filter clicks have no say in other events.
    demand(!(value && (value.call || value.nodeType)) || /^(onBeforeLinkClickSend|filterClickDetails)$/.test(key));
    return value;
  });
  // Libraries write lists in another way.
  demand(!(UNUSUAL.test(text) || [].toJSON));
  const copy = JSON.parse(text);
  for (const key in copy) {
    const told = name + " " + key + JSON.stringify(copy[key]);
    demand(FORMS.some((form) => form.test(told)));
  }
  return copy;
}
