/* The desk on a library's site, by one line of its page:

     <script src="https://ask.example.org/widget.js" data-library="ames" async></script>

   A button says in words whether somebody is there; it opens the ask page in a frame. More attributes, each in the place of
   what the library's settings say: data-language, data-corner ("start" | "end"), data-lift (pixels from below), data-label,
   data-colour. It depends on nothing, touches nothing of the page around it, asks for one file, and where that does not
   come there is no button. A page's security policy must allow our address for scripts, connections and frames. */

(() => {
  const script = document.currentScript ?? document.querySelector('script[data-library][src*="/widget.js"]');
  if (!script?.dataset.library || !("attachShadow" in Element.prototype)) return;
  const DESK = new URL(script.src).origin;
  const { library, language = document.documentElement.lang || navigator.language } = script.dataset;
  const shown = (window.commondeskWidgets ??= new Set());
  if (shown.has(library)) return;
  shown.add(library);

  const FRESH_MS = 60_000;
  const STACKED = 68; // px, of a second library's button above the first's
  const NAME = `commondesk:widget:${library}`;
  const place = shown.size - 1;
  let told = null;
  let toldAt = 0;
  let unread = 0;
  let parts = null;
  let timer = 0;

  /** One file, which caches keep for half a minute; without it nothing is shown, and it is asked for again later. */
  async function ask() {
    toldAt = Date.now();
    try {
      const answer = await fetch(`${DESK}/widget/${encodeURIComponent(library)}.json?language=${encodeURIComponent(language)}`, { credentials: "omit" });
      if (!answer.ok) return console.warn(`Commondesk: there is no library “${library}” at ${DESK}.`);
      const said = await answer.json();
      told = { ...said, ...own(script.dataset) };
    } catch {
      if (!told) return console.warn(`Commondesk: ${DESK} cannot be reached, or this page's security policy does not allow it.`);
    }
    return show();
  }

  function own({ corner, lift, label, colour }) {
    return Object.fromEntries(Object.entries({ corner, lift: lift && Number(lift), label, colour }).filter(([, value]) => value));
  }

  function show() {
    const isWanted = fits(told.pages, true) && !fits(told.notPages, false);
    if (!parts && !isWanted) return;
    parts ??= build();
    parts.host.style.setProperty("display", isWanted || isOpen() ? "block" : "none", "important");
    parts.label.textContent = told.label;
    parts.state.textContent = unread ? told.words.unread.replace("{count}", unread) : told.short;
    parts.button.toggleAttribute("data-here", told.isHere);
    parts.button.toggleAttribute("data-unread", unread > 0);
    if (!timer && !parts.panel.src) inviteLater();
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

  function fits(patterns, where) {
    return patterns.length ? patterns.some(matches) : where;
  }

  /** Beside the body, so that pages which change theirs by script keep it; in a shadow, so that no style of theirs comes in. */
  function build() {
    const host = document.createElement("commondesk-widget");
    host.lang = language;
    host.dir = told.dir;
    host.style.cssText = "all: initial !important";
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles()];
    const label = make("span", { class: "label" });
    const state = make("span", { class: "state", "aria-live": "polite" });
    const button = make("button", { type: "button", class: "launch", "aria-expanded": "false", "aria-haspopup": "dialog" }, icon(), make("span", { class: "words" }, label, state));
    const tab = make("a", { href: DESK + told.page, target: "_blank", rel: "noopener" }, told.words.tab);
    const close = make("button", { type: "button", class: "close" }, told.words.close);
    const bar = make("div", { class: "bar" }, make("strong", {}, told.library), tab, close);
    const panel = make("div", { role: "dialog", "aria-label": `${told.words.title}, ${told.library}`, hidden: "" }, bar);
    root.append(panel, button);
    document.documentElement.append(host);
    button.addEventListener("click", () => (isOpen() ? hide() : open()));
    close.addEventListener("click", hide);
    root.addEventListener("keydown", ({ key }) => { if (key === "Escape") (parts.invitation ? dismiss() : hide()); });
    return { host, root, button, label, state, panel, tab };
  }

  function styles() {
    const sheet = new CSSStyleSheet();
    const side = told.corner === "start" ? "inset-inline-start" : "inset-inline-end";
    sheet.replaceSync(STYLE.replaceAll("SIDE", side).replaceAll("LIFT", `${Number(told.lift) + place * STACKED}px`)
      .replaceAll("PHONE", PHONE).replaceAll("COLOUR", told.colour).replaceAll("INK", told.ink));
    return sheet;
  }

  function isOpen() {
    return Boolean(parts) && !parts.panel.hidden;
  }

  /** Where the frame may not stand, the same page in a tab of its own: a button that opens nothing helps nobody. */
  function open({ takesFocus = true } = {}) {
    dismiss();
    if (!isAllowed()) {
      parts.tab.click();
      return;
    }
    parts.frame ??= frame();
    parts.panel.hidden = false;
    parts.button.setAttribute("aria-expanded", "true");
    cover();
    unread = 0;
    keep("open");
    show();
    if (takesFocus) parts.frame.focus();
  }

  /** On a phone it covers all of the page, so that nobody should come into that by Tab. */
  function cover() {
    const covers = isOpen() && matchMedia(PHONE).matches;
    if (covers || parts.panel.ariaModal) document.body.inert = covers;
    parts.panel.ariaModal = covers ? "true" : null;
  }

  function hide() {
    if (!isOpen()) return;
    parts.panel.hidden = true;
    parts.button.setAttribute("aria-expanded", "false");
    cover();
    keep("");
    show();
    parts.button.focus();
  }

  function frame() {
    const page = location.origin === "null" ? "" : location.origin + location.pathname;
    const made = make("iframe", { src: `${DESK}${told.frame}?page=${encodeURIComponent(page)}`, title: told.words.title, referrerpolicy: "no-referrer" });
    parts.panel.append(made);
    return made;
  }

  function isAllowed() {
    if (told.sites.includes("*") || location.origin === DESK) return true;
    return told.sites.some((site) => {
      const [scheme, host] = site.split("://");
      const fits = host.startsWith("*.") ? location.host.endsWith(host.slice(1)) : location.host === host;
      return fits && self.origin !== "null" && (location.protocol === `${scheme}:` || location.protocol === "https:");
    });
  }

  /** Once a visitor, after a while, on the pages that are meant, and only while somebody is there. */
  function inviteLater() {
    const { invitation } = told;
    if (!invitation || recall("invited") !== "" || !fits(invitation.pages, true)) return;
    timer = setTimeout(() => {
      if (isOpen() || document.hidden || recall("invited") !== "") return;
      remember("invited", "yes");
      const no = make("button", { type: "button", class: "close" }, told.words.dismiss);
      const yes = make("button", { type: "button", class: "yes" }, told.label);
      parts.invitation = make("div", { class: "invitation", role: "status" }, make("p", {}, invitation.words), yes, no);
      yes.addEventListener("click", () => open());
      no.addEventListener("click", dismiss);
      parts.root.append(parts.invitation);
    }, invitation.after * 1000);
  }

  function dismiss() {
    const hadFocus = parts.invitation?.contains(parts.root.activeElement);
    parts.invitation?.remove();
    parts.invitation = null;
    if (hadFocus) parts.button.focus();
  }

  /** Null where a browser keeps nothing: then nobody is invited, for it could not be once. */
  function recall(what) {
    try {
      return localStorage.getItem(`${NAME}:${what}`) ?? "";
    } catch {
      return null;
    }
  }

  function remember(what, value) {
    try {
      localStorage.setItem(`${NAME}:${what}`, value);
    } catch { /* then it is as long as the page */ }
  }

  /** Open stays open on the site's next page, as long as the tab lives. */
  function keep(value) {
    try {
      sessionStorage.setItem(NAME, value);
    } catch { /* likewise */ }
  }

  function wasOpen() {
    try {
      return sessionStorage.getItem(NAME) === "open";
    } catch {
      return false;
    }
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
    const path = document.createElementNS(SVG, "path");
    for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(key, value);
    path.setAttribute("d", "M4 5h16v11H9l-5 4z");
    svg.append(path);
    return svg;
  }

  const PHONE = "(max-width: 30rem), (max-height: 26rem)";
  const STYLE = `
    :host { position: fixed !important; inset-block-end: LIFT !important; SIDE: 16px !important; z-index: 2147483000 !important; color-scheme: light dark !important; }
    * { box-sizing: border-box; font: 600 16px/1.25 system-ui, sans-serif; }
    [hidden] { display: none !important; }
    button, a { min-block-size: 44px; padding: 6px 12px; border: 1px solid transparent; border-radius: 8px; background: none; color: inherit; cursor: pointer; }
    :focus-visible { outline: 3px solid #E0A100; outline-offset: 2px; }
    .launch { display: flex; gap: 10px; align-items: center; margin-inline-start: auto; min-block-size: 56px; padding-inline: 18px; border: 2px solid INK; border-radius: 28px; background: COLOUR; color: INK; box-shadow: 0 8px 24px rgb(0 0 0 / 22%); text-align: start; }
    .words { display: grid; }
    .state { font-weight: 400; font-size: 14px; }
    [data-unread] .state { font-weight: 700; text-decoration: underline; }
    [role=dialog] { position: absolute; inset-block-end: 68px; SIDE: 0; display: flex; flex-direction: column; inline-size: 380px; block-size: min(600px, calc(100dvh - LIFT - 92px)); border: 1px solid #85806F; border-radius: 8px; background: Canvas; color: CanvasText; overflow: hidden; box-shadow: 0 8px 24px rgb(0 0 0 / 22%); }
    .bar { display: flex; align-items: center; border-block-end: 1px solid #85806F; padding-inline-start: 12px; }
    .bar strong { flex: 1; min-inline-size: 0; max-block-size: 36px; overflow: hidden; overflow-wrap: anywhere; font-size: 14px; }
    .bar :is(a, button) { display: inline-flex; align-items: center; padding-inline: 10px; font-weight: 400; font-size: 14px; text-decoration: underline; }
    iframe { flex: 1; inline-size: 100%; border: 0; color-scheme: light dark; }
    .invitation { position: absolute; inset-block-end: 68px; SIDE: 0; inline-size: min(300px, calc(100vw - 32px)); padding: 12px; border: 1px solid #85806F; border-radius: 8px; background: Canvas; color: CanvasText; box-shadow: 0 8px 24px rgb(0 0 0 / 22%); }
    .invitation p { margin: 0 0 8px; font-weight: 400; line-height: 1.5; }
    .yes { background: COLOUR; color: INK; }
    @media PHONE {
      [role=dialog] { position: fixed; inset: 0; inline-size: auto; block-size: 100dvh; border: 0; border-radius: 0; }
    }
    @media print { :host { display: none !important; } }`;

  addEventListener("message", ({ source, data }) => {
    if (!parts?.frame || source !== parts.frame.contentWindow) return;
    if (data?.commondesk === "close") hide();
    if (data?.commondesk === "said" && !isOpen()) {
      unread += 1;
      show();
    }
  });
  const moved = () => { if (told) show(); };
  window.navigation?.addEventListener("navigatesuccess", moved);
  addEventListener("popstate", moved);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - toldAt > FRESH_MS) ask(); });
  matchMedia(PHONE).addEventListener("change", () => { if (parts) cover(); });
  ask().then(() => { if (parts && wasOpen()) open({ takesFocus: false }); });
})();
