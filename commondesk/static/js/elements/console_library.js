/* <console-library>: a library by its name, where they are too many for the select of its form, whose option `data-named`
   stands for the library that is named. */

import { LibrarySearch } from "../console/library_search.js";

class ConsoleLibrary extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const form = this.closest("form");
    const option = form.querySelector("[data-named]");
    const select = option.closest("select");
    // Without a library that is named the choice is none.
    this.search = new LibrarySearch(input, (slug) => {
      option.value = slug ? `library:${slug}` : "";
      select.dispatchEvent(new Event("change"));
    });
    select.addEventListener("change", () => { this.hidden = !option.selected; });
    form.addEventListener("reset", () => { this.search.clear(); this.hidden = true; });
  }
}

customElements.define("console-library", ConsoleLibrary);
