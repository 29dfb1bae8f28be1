// What the page stored for its service worker (bridge/push.js).

export const readPush = () => new Promise((resolve, reject) => {
  const opening = indexedDB.open("alloyPushNotifications");
  opening.onerror = () => reject(opening.error);
  // The page has stored nothing yet: what was made just now would be in its way.
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    const database = opening.result;
    const reading = database.transaction("config").objectStore("config").get("alloyConfig");
    reading.onsuccess = () => resolve(reading.result);
    reading.onerror = () => reject(reading.error);
    database.close();
  };
});
