/* Draws events with the browser's module on a DOM of a few lines: reads {events, strings, language, names, zone} from standard
   input, writes a list of HTML. tests/web/test_drawn.py compares it with what the template draws. */

import { readFileSync } from "node:fs";

const VOID = new Set(["br"]);
const inText = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const inAttribute = (text) => inText(text).replaceAll('"', "&quot;");

class Text {
  constructor(text) {
    this.outerHTML = inText(text);
  }
}

class Element {
  attributes = new Map();
  children = [];

  constructor(tag) {
    this.tag = tag;
  }

  set className(names) {
    this.setAttribute("class", names);
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  append(...children) {
    this.children.push(...children.map((child) => (typeof child === "string" ? new Text(child) : child)));
  }

  get outerHTML() {
    const attributes = Array.from(this.attributes, ([name, value]) => ` ${name}="${inAttribute(value)}"`).join("");
    if (VOID.has(this.tag)) return `<${this.tag}${attributes}>`;
    return `<${this.tag}${attributes}>${this.children.map((child) => child.outerHTML).join("")}</${this.tag}>`;
  }
}

globalThis.document = { createElement: (tag) => new Element(tag), createTextNode: (text) => new Text(text) };

const { drawMessage } = await import("../../commondesk/static/js/elements/message.js");
const { withCorrections } = await import("../../commondesk/static/js/pure/corrections.js");
const { bring } = await import("../../commondesk/static/js/pure/brought_times.js");
const { events, names, ...place } = JSON.parse(readFileSync(0, "utf8"));
if (names) bring(place.language, names);
const drawn = withCorrections(events).map((event) => drawMessage(event, { ...place, mine: event.by.role === "patron" })?.outerHTML ?? null);
process.stdout.write(JSON.stringify(drawn));
