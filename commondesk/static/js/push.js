/* Whether this browser can be told while no page of ours is open, and making it so. It asks for nothing by itself.

     standing()                    // "can" | "blocked" | "install" (an iPhone's browser, before it is installed) | "cannot"
     await subscribed(key)         // {endpoint, p256dh, auth}, after asking if need be; throws "blocked", "dismissed", "away"
     await present(key)            // the same, if it is so already; else null
     await mark(endpoint)          // the name by which the server knows the device, as a page shows it */

const WORKER = "/service-worker.js";

export function standing() {
  if (window.Notification?.permission === "denied") return "blocked";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "can";
  const isApple = /iPhone|iPad/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  return isApple && !navigator.standalone ? "install" : "cannot";
}

/** Called in a click, or browsers do not ask. */
export async function subscribed(key) {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new Error(permission === "denied" ? "blocked" : "dismissed");
  try {
    await navigator.serviceWorker.register(WORKER);
    return fieldsOf(await subscribe((await navigator.serviceWorker.ready).pushManager, key));
  } catch {
    throw new Error("away"); // the browser does not reach its maker's push service, or has none
  }
}

/** Not one made with a key that is no longer ours: no service would take what we send there. */
export async function present(key) {
  if (standing() !== "can" || Notification.permission !== "granted") return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  const found = await registration?.pushManager.getSubscription();
  const isOurs = found && same(found.options?.applicationServerKey, key);
  return isOurs ? fieldsOf(found) : null;
}

export async function mark(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One made with a key that is no longer ours is worth nothing. */
async function subscribe(manager, key) {
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await manager.subscribe(options);
  } catch (problem) {
    const old = await manager.getSubscription();
    if (!old) throw problem;
    await old.unsubscribe();
    return manager.subscribe(options);
  }
}

/** True where a browser does not say. `key` is base64 for addresses, as a browser takes it. */
function same(raw, key) {
  if (!raw) return true;
  const written = btoa(String.fromCharCode(...new Uint8Array(raw)));
  return written.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") === key;
}

function fieldsOf(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}
