// Images requested for their effect. One that is not to tell the page's address is made in a
// hidden frame, and carries no referrer.

let frame = null;

function hiddenDocument() {
  if (!frame || !frame.isConnected) {
    frame = document.createElement("iframe");
    frame.name = "Adobe Alloy";
    frame.width = frame.height = 0;
    frame.style.display = "none";
    document.body.appendChild(frame);
  }
  return frame.contentDocument;
}

function whenBodyExists(go) {
  if (document.body) go();
  else document.addEventListener("DOMContentLoaded", go);
}

// Tells true when the image loaded, false when it did not.
export function pixel(tell, id, url, hideReferrer) {
  const done = (loaded) => tell("answer", id, JSON.stringify(loaded));

  function request(owner) {
    const image = owner.createElement("img");
    if (hideReferrer) image.referrerPolicy = "no-referrer";
    image.onload = () => done(true);
    image.onerror = image.onabort = () => done(false);
    image.src = url;
  }

  if (!hideReferrer) request(document);
  else whenBodyExists(() => {
    try {
      request(hiddenDocument());
    } catch (refused) {
      done(false);
    }
  });
}
