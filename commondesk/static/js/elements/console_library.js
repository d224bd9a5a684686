/* A library by its name, where they are too many for a list: suggestions are fetched as one types. <console-library>
   belongs to the select of its form, whose option `data-named` stands for the library that is named. */

import { api } from "../console/desk.js";
import { h } from "../console/dom.js";

const PAUSE = 200; // ms between the last letter and the search

/** `chosen(slug)` hears which library the words name, and "" as long as they name none. */
export function searchLibrary(input, list, chosen) {
  let found = new Map();
  let timer = 0;
  const named = () => found.get(input.value.trim());
  const look = async () => {
    const words = input.value.trim();
    const answer = await api.get(`/libraries?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer || words !== input.value.trim()) return; // one has typed on meanwhile
    found = labelled(answer.libraries);
    list.replaceChildren(...[...found.keys()].map((value) => h("option", { value })));
    chosen(named() ?? "");
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    chosen(named() ?? "");
    if (!named() && input.value.trim()) timer = setTimeout(look, PAUSE);
  });
}

/** Slugs by what tells the libraries apart: many have the name of another in the next state. */
function labelled(libraries) {
  const found = new Map();
  for (const { name, city, state, slug } of libraries) {
    const label = [name, city, state].filter(Boolean).join(", ");
    found.set(found.has(label) ? `${label} (${slug})` : label, slug);
  }
  return found;
}

class ConsoleLibrary extends HTMLElement {
  connectedCallback() {
    const [input, list] = [this.querySelector("input"), this.querySelector("datalist")];
    const form = this.closest("form");
    const option = form.querySelector("[data-named]");
    const select = option.closest("select");
    // Without a library that is named the choice is none.
    const take = (slug) => {
      option.value = slug ? `library:${slug}` : "";
      select.dispatchEvent(new Event("change"));
    };
    searchLibrary(input, list, take);
    select.addEventListener("change", () => {
      this.hidden = !option.selected;
      select.setCustomValidity(option.selected && !option.value ? this.dataset.missing : "");
    });
    form.addEventListener("reset", () => { this.hidden = true; option.value = ""; });
  }
}

customElements.define("console-library", ConsoleLibrary);
