// Events in the browser's storage until the server has them, in the words of engine/outbox.py.

// They are sent in the order of time, and of this.
let number = Math.floor(Math.random() * 1e9);

// Stores the events of a request, as long as there is room: which old ones have to go, the SDK
// decides. Returns the key of the last one; nothing where the browser stores nothing.
export function store({ orgId, datastreamId }, { known, events, items }) {
  let room = __ALLOY_OUTBOX_BYTES__;
  let key;
  try {
    for (const each in localStorage) {
      if (each.startsWith(__ALLOY_OUTBOX__)) room -= +each.split("/").pop();
    }
    events.forEach(({ xdm, data }, index) => {
      const text = JSON.stringify({
        v: 1, event: { xdm, data }, overrides: null,
        // The ECID is the first in its cookie, behind two bytes.
        visitor: "" + (/^\d{9}$/.exec(atob((known || "").slice(4, 16))) || ""),
      });
      const { size } = new Blob([text]);
      room -= size;
      if (room < 0) return;
      key = __ALLOY_OUTBOX__ + [
        orgId, datastreamId, "flight", items[index].page.nowMs, number++, size,
      ].map(encodeURIComponent).join("/");
      localStorage.setItem(key, text);
    });
    return key;
  } catch (full) {
    // It is as if nobody wanted it.
  }
}
