/* Shows what a push service has brought, and leads to it. It keeps nothing and stands between nobody and the server.

   A message: {title, body, lang, dir, url, near, tag}, from channels/push/words.py. */

self.addEventListener("push", (event) => event.waitUntil(show(event.data?.json())));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data));
});

/** Nothing where it can be seen already. The desk's own notices have the same tag, so both are one. */
async function show(said) {
  if (!said || (await windowsNear(said.near)).some(({ visibilityState }) => visibilityState === "visible")) return;
  const { title, body, lang, dir, url, near, tag } = said;
  await self.registration.showNotification(title, { body, lang, dir, tag, renotify: true, data: { url, near, tag } });
}

async function lead({ url, near, tag }) {
  const windows = await windowsNear(near);
  const open = windows.find((one) => pathOf(one) === url) ?? windows[0];
  if (!open) return self.clients.openWindow(url);
  open.postMessage({ open: url, tag });
  return open.focus();
}

/** Of the desk, or of one talk: in whatever language, so the path only has to hold it. */
async function windowsNear(near) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.filter((one) => pathOf(one).includes(near));
}

function pathOf(client) {
  return new URL(client.url).pathname;
}
