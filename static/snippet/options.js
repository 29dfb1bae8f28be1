// What the first flight understands of calls: options, and the forms that they may have. Whatever
// else a call says, nothing leaves ahead, and the SDK does it all.

// Command, option and value as `read` puts them together: what the tables of options mark as
// understood (`ahead`, alloy_web/validation.py).
const FORMS = RegExp(__ALLOY_FORMS__);

// Functions that filter clicks have no say in other events.
const SILENT = RegExp(__ALLOY_SILENT__);

// No object; keys that the SDK leaves out, or checks; half of a surrogate pair.
const UNUSUAL = /^[^{]|"(__proto__|constructor|prototype|identityMap|eventType":[^"])|\\ud[89a-f]/;

// Stands back unless what was given is understood.
export function demand(isUnderstood) {
  if (!isUnderstood) throw 0;
}

// A copy of the options of a call, as the SDK gets them.
export function read([name, options = {}]) {
  const text = JSON.stringify(options, (key, value) => {
    // A function, or an element.
    demand(!(value && (value.call || value.nodeType)) || SILENT.test(key));
    return value;
  });
  // Libraries write lists in another way.
  demand(!(UNUSUAL.test(text) || [].toJSON));
  const copy = JSON.parse(text);
  for (const key in copy) {
    demand(FORMS.test(name + " " + key + JSON.stringify(copy[key])));
  }
  return copy;
}
