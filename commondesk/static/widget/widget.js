/* The desk on a library's site, by one line of its page:

     <script src="https://ask.example.org/widget.js" data-library="ames" async></script>

   A button says in words whether somebody is there; it opens the ask page in a frame, without data-library that of the whole
   consortium. More attributes, each in the place of
   what the library's settings say: data-language, data-corner ("start" | "end"), data-lift (pixels from below), data-label,
   data-colour. It depends on nothing, touches nothing of the page around it, asks for one file, and where that does not
   come there is no button. docs/widget.md says what a page must allow. */

(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  if (!script) return;
  const source = new URL(script.src);
  const DESK = source.origin;
  // What carries the line into a page may drop its attributes.
  const library = script.dataset.library ?? source.searchParams.get("library") ?? "";
  const shown = (window.commondeskWidgets ??= new Set());
  if (shown.has(library)) return;
  shown.add(library);

  const FRESH_MS = 60_000;
  const LOOK_MS = 1000;
  const STACKED = 68; // px, of a second library's button above the first's
  const PHONE = "(max-width: 30rem), (max-height: 26rem)";
  const NAME = `commondesk:widget:${library}`;
  const place = shown.size - 1;
  let told = null;
  let toldAt = 0;
  let path = "";
  let unread = 0;
  let hasTalk = false;
  let isReady = false;
  let parts = null;
  let timer = 0;

  /** One file, which caches keep for half a minute; without it nothing is shown, and it is asked for again later. */
  async function ask() {
    toldAt = Date.now();
    const language = script.dataset.language || document.documentElement.lang || navigator.language;
    try {
      const answer = await fetch(`${DESK}/widget${library && `/${encodeURIComponent(library)}`}.json?language=${encodeURIComponent(language)}`, { credentials: "omit" });
      if (answer.status === 404) return console.warn(`Commondesk: there is no library “${library}” at ${DESK}.`);
      if (!answer.ok) throw new Error(String(answer.status));
      told = { ...(await answer.json()), ...own(script.dataset) };
    } catch {
      if (!told) return console.warn(`Commondesk: ${DESK} does not answer, or this page's security policy does not allow it.`);
    }
    return show();
  }

  /** What the line itself says, as far as it can be used. */
  function own({ corner, lift, label, colour }) {
    const said = {};
    if (["start", "end"].includes(corner)) said.corner = corner;
    if (/^\d{1,3}$/.test(lift ?? "")) said.lift = Number(lift);
    if (label) said.label = label;
    if (/^#[0-9a-f]{6}$/i.test(colour ?? "")) Object.assign(said, { colour, ink: inkOn(colour) });
    return said;
  }

  /** White or ink, whichever is read better on it (WCAG 2.2, 1.4.3). */
  function inkOn(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? "#1D1B20" : "#FFFFFF";
  }

  function show() {
    path = location.pathname;
    const isWanted = isMeant();
    if (!parts && !isWanted) return;
    if (!parts) begin();
    parts.host.style.setProperty("display", isWanted || isOpen() ? "block" : "none", "important");
    parts.label.textContent = told.label;
    parts.state.textContent = unread ? told.words.unread.replace("{count}", unread) : told.short;
    parts.button.toggleAttribute("data-unread", unread > 0);
    parts.tab.hidden = hasTalk; // its tab would know nothing of it
    if (!timer) inviteLater();
  }

  /** On our own pages it is wherever its line is. */
  function isMeant() {
    return location.origin === DESK || (fits(told.pages, true) && !fits(told.notPages, false));
  }

  function fits(patterns, where) {
    return patterns.length ? patterns.some(matches) : where;
  }

  /** `*` stands for anything; taken apart by hand, for a pattern of somebody's must not keep the page busy. */
  function matches(pattern) {
    const [first, ...others] = pattern.split("*");
    const last = others.pop();
    let rest = location.pathname;
    if (last === undefined) return rest === first;
    if (!rest.startsWith(first) || !rest.endsWith(last) || rest.length < first.length + last.length) return false;
    rest = rest.slice(first.length, rest.length - last.length);
    return others.every((part) => {
      const at = rest.indexOf(part);
      rest = rest.slice(at + part.length);
      return at >= 0;
    });
  }

  function begin() {
    parts = build();
    const before = recall(sessionStorageOrNone) ?? "";
    hasTalk = before.includes("talk");
    // The talk goes on, seen or not: else its answers would come and nobody would know.
    if (hasTalk) parts.frame = frame();
    if (before.includes("open") && isAllowed()) open({ takesFocus: false });
  }

  /** Beside the body, so that pages which change theirs by script keep it; in a shadow, so that no style of theirs comes in. */
  function build() {
    const host = document.createElement("commondesk-widget");
    host.lang = told.language;
    host.dir = told.dir;
    host.style.cssText = "all: initial !important";
    const root = host.attachShadow({ mode: "open" });
    const label = make("span", { class: "label" });
    const state = make("span", { class: "state" });
    const button = make("button", { type: "button", class: "launch", "aria-expanded": "false", "aria-haspopup": "dialog" }, icon(), make("span", { class: "words" }, label, state));
    const tab = make("a", { href: DESK + told.page, target: "_blank", rel: "noopener" }, told.words.tab);
    const close = make("button", { type: "button", class: "close" }, told.words.close);
    const bar = make("div", { class: "bar" }, make("strong", {}, told.library), tab, close);
    const panel = make("div", { role: "dialog", "aria-label": `${told.words.title}, ${told.library}`, hidden: "" }, bar);
    const news = make("div", { role: "status", class: "news" });
    style(root);
    root.append(panel, button, news);
    document.documentElement.append(host);
    button.addEventListener("click", () => (isOpen() ? hide() : open()));
    close.addEventListener("click", () => hide());
    root.addEventListener("keydown", ({ key, isComposing }) => { if (key === "Escape" && !isComposing) (parts.invitation ? dismiss() : hide()); });
    document.addEventListener("commondesk-open", ({ detail }) => { if (detail !== library) hide({ takesFocus: false }); });
    return { host, root, button, label, state, panel, tab, news };
  }

  /** By a sheet that no security policy stands in the way of; where a browser knows none, as an element. */
  function style(root) {
    const side = told.corner === "start" ? "inset-inline-start" : "inset-inline-end";
    const text = STYLE.replaceAll("SIDE", side).replaceAll("LIFT", `${Number(told.lift) + place * STACKED}px`)
      .replaceAll("PHONE", PHONE).replaceAll("COLOUR", told.colour).replaceAll("INK", told.ink);
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("style", {}, text));
    }
  }

  function isOpen() {
    return Boolean(parts) && !parts.panel.hidden;
  }

  /** Where the frame may not stand, the same page in a tab of its own: a button that opens nothing helps nobody. */
  function open({ takesFocus = true } = {}) {
    dismiss();
    remember(":invited", "yes");
    if (!isAllowed()) {
      parts.tab.click();
      return;
    }
    document.dispatchEvent(new CustomEvent("commondesk-open", { detail: library }));
    parts.frame ??= frame();
    parts.panel.hidden = false;
    parts.button.setAttribute("aria-expanded", "true");
    parts.host.style.setProperty("--above", "1");
    unread = 0;
    cover();
    keep();
    show();
    if (takesFocus) parts.frame.focus();
  }

  function hide({ takesFocus = true } = {}) {
    if (!isOpen()) return;
    parts.panel.hidden = true;
    parts.button.setAttribute("aria-expanded", "false");
    parts.host.style.removeProperty("--above");
    cover();
    keep();
    if (!isReady) {
      parts.frame.remove(); // it showed some error: the next time it may not
      parts.frame = null;
    }
    show();
    if (takesFocus) parts.button.focus();
  }

  /** On a phone it covers all of the page, so that nobody should come behind it by Tab. */
  function cover() {
    const covers = isOpen() && matchMedia(PHONE).matches;
    if (covers === (parts.covered !== undefined)) return;
    parts.panel.ariaModal = covers ? "true" : null;
    parts.button.inert = covers;
    if (covers) parts.covered = document.body?.inert ?? false;
    if (document.body) document.body.inert = covers || parts.covered;
    if (!covers) parts.covered = undefined;
  }

  function frame() {
    const page = self.origin === "null" ? "" : location.origin + location.pathname;
    const made = make("iframe", { src: `${DESK}${told.frame}?page=${encodeURIComponent(page)}`, title: told.words.title, referrerpolicy: "no-referrer" });
    isReady = false;
    parts.panel.append(made);
    return made;
  }

  /** As the browser will decide it, which looks at every page around the frame. */
  function isAllowed() {
    if (told.sites.includes("*")) return true;
    const around = location.ancestorOrigins ? [...location.ancestorOrigins] : null;
    if (self.origin === "null" || (!around && window !== top)) return false;
    return [location.origin, ...(around ?? [])].every(isNamed);
  }

  function isNamed(origin) {
    if (origin === DESK) return true;
    return told.sites.some((site) => {
      const [scheme, host] = site.split("://");
      const [isScheme, isHost] = origin.split("://");
      const fitsHost = host.startsWith("*.") ? isHost?.endsWith(host.slice(1)) : isHost === host;
      return fitsHost && (isScheme === scheme || isScheme === "https");
    });
  }

  /** Once a visitor, after a while, on the pages that are meant, and only while somebody is there and no talk is. */
  function inviteLater() {
    if (!told.invitation || recall(localStorageOrNone, ":invited") !== null || !fits(told.invitation.pages, true)) return;
    timer = setTimeout(async () => {
      timer = 0;
      if (Date.now() - toldAt > FRESH_MS) await ask();
      clearTimeout(timer);
      timer = 0;
      if (isOpen() || parts.frame || document.hidden || !told.invitation || !isMeant() || !fits(told.invitation.pages, true)) return;
      if (remember(":invited", "yes")) invite(told.invitation.words); // where nothing is kept it could not be once
    }, told.invitation.after * 1000);
  }

  function invite(words) {
    const yes = make("button", { type: "button", class: "yes" }, told.label);
    const no = make("button", { type: "button", class: "close" }, told.words.dismiss);
    parts.invitation = make("div", { class: "invitation", role: "status" }, make("p", {}, words), yes, no);
    yes.addEventListener("click", () => open());
    no.addEventListener("click", dismiss);
    parts.root.append(parts.invitation);
  }

  function dismiss() {
    const hadFocus = parts.invitation?.contains(parts.root.activeElement);
    parts.invitation?.remove();
    parts.invitation = null;
    if (hadFocus) parts.button.focus();
  }

  const localStorageOrNone = () => localStorage;
  const sessionStorageOrNone = () => sessionStorage;

  function recall(storage, what = "") {
    try {
      return storage().getItem(NAME + what);
    } catch {
      return what; // a browser that keeps nothing: as if it had been
    }
  }

  function remember(what, value) {
    try {
      localStorage.setItem(NAME + what, value);
      return true;
    } catch {
      return false;
    }
  }

  /** What is open, and that there is a talk, holds for the site's next page, as long as the tab lives. */
  function keep() {
    try {
      sessionStorage.setItem(NAME, [isOpen() && "open", hasTalk && "talk"].filter(Boolean).join(" "));
    } catch { /* then it is as long as the page */ }
  }

  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function icon() {
    const SVG = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(SVG, "svg");
    const line = document.createElementNS(SVG, "path");
    for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(key, value);
    line.setAttribute("d", "M4 5h16v11H9l-5 4z");
    svg.append(line);
    return svg;
  }

  const STYLE = `
    :host { position: fixed !important; inset-block-end: LIFT !important; SIDE: 16px !important; z-index: calc(2147483000 + var(--above, 0)) !important; color-scheme: light dark !important; }
    * { box-sizing: border-box; font: 600 16px/1.25 system-ui, sans-serif; }
    a[hidden] { display: none !important; }
    button, a { min-block-size: 44px; padding: 6px 12px; border: 1px solid transparent; border-radius: 8px; background: none; color: inherit; cursor: pointer; }
    :focus-visible { outline: 3px solid #E0A100; outline-offset: 2px; }
    .launch { display: flex; gap: 10px; align-items: center; margin-inline-start: auto; min-block-size: 56px; padding-inline: 18px; border: 2px solid INK; border-radius: 28px; background: COLOUR; color: INK; box-shadow: 0 8px 24px rgb(0 0 0 / 22%); text-align: start; }
    .words { display: grid; }
    .state { font-weight: 400; font-size: 14px; }
    [data-unread] .state { font-weight: 700; text-decoration: underline; }
    [role=dialog] { position: absolute; inset-block-end: 68px; SIDE: 0; display: flex; flex-direction: column; inline-size: 380px; block-size: min(600px, max(260px, calc(100vh - LIFT - 92px))); block-size: min(600px, max(260px, calc(100dvh - LIFT - 92px))); border: 1px solid #85806F; border-radius: 8px; background: Canvas; color: CanvasText; overflow: hidden; box-shadow: 0 8px 24px rgb(0 0 0 / 22%); }
    [role=dialog][hidden] { visibility: hidden; }
    .bar { display: flex; align-items: center; border-block-end: 1px solid #85806F; padding-inline-start: 12px; }
    .bar strong { flex: 1; min-inline-size: 0; max-block-size: 36px; overflow: hidden; overflow-wrap: anywhere; font-size: 14px; }
    .bar :is(a, button) { display: inline-flex; align-items: center; padding-inline: 10px; font-weight: 400; font-size: 14px; text-decoration: underline; }
    iframe { flex: 1; inline-size: 100%; border: 0; color-scheme: light dark; }
    .invitation { position: absolute; inset-block-end: 68px; SIDE: 0; inline-size: min(300px, calc(100vw - 32px)); padding: 12px; border: 1px solid #85806F; border-radius: 8px; background: Canvas; color: CanvasText; box-shadow: 0 8px 24px rgb(0 0 0 / 22%); }
    .invitation p { margin: 0 0 8px; font-weight: 400; line-height: 1.5; }
    .yes { background: COLOUR; color: INK; }
    .news { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    @media PHONE {
      [role=dialog] { position: fixed; inset: 0; inline-size: auto; block-size: 100vh; block-size: 100dvh; border: 0; border-radius: 0; }
    }
    @media print { :host { display: none !important; } }`;

  const HEARD = {
    ready: () => { isReady = true; },
    close: () => hide(),
    talk: () => { hasTalk = true; },
    free: () => { hasTalk = false; },
    said: () => { if (!isOpen()) unread += 1; },
  };

  addEventListener("message", ({ source: from, data }) => {
    if (!parts?.frame || from !== parts.frame.contentWindow || !Object.hasOwn(HEARD, data?.commondesk)) return;
    HEARD[data.commondesk]();
    keep();
    show();
    parts.news.textContent = unread ? parts.state.textContent : "";
  });
  const moved = () => { if (told && location.pathname !== path) show(); };
  if (window.navigation) window.navigation.addEventListener("navigatesuccess", moved);
  else setInterval(moved, LOOK_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - toldAt > FRESH_MS) ask(); });
  matchMedia(PHONE).addEventListener?.("change", () => { if (parts) cover(); });
  ask();
})();
