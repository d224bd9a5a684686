/* What is chosen to go with the next message: names, sizes, and that nobody looks into files. Patron and console have it.

     const tray = new FileTray(place, strings, {changed});   // `place`: an empty element near the composer
     tray.add(files)      // from a button, a paste or a drop; what is too much is said and left out
     tray.take()          // -> [File, ...], and the tray is empty again
     tray.show(files)     // what was chosen before, in this conversation */

import { sizeOf } from "./message.js";

const MOST = 5;
const LARGEST = 10 * 1024 * 1024;

export class FileTray {
  files = [];

  constructor(place, strings, { changed = () => {} } = {}) {
    Object.assign(this, { place, strings, changed });
    this.trouble = make("p", "field-error");
    this.trouble.setAttribute("role", "alert");
    this.list = make("ul", "message-files tray-files");
    place.append(this.list, make("p", "small", strings["files as they are"]), this.trouble);
    this.#draw();
  }

  add(files) {
    let said = "";
    for (const file of files) {
      if (this.files.length === MOST || this.#size() + file.size > LARGEST) said = this.strings["too much"];
      else this.files.push(file);
    }
    this.#draw(said);
    this.changed();
  }

  take() {
    const { files } = this;
    this.show([]);
    return files;
  }

  show(files) {
    this.files = files;
    this.#draw();
  }

  #size() {
    return this.files.reduce((sum, file) => sum + file.size, 0);
  }

  #draw(said = "") {
    this.trouble.textContent = said;
    this.list.replaceChildren(...this.files.map((file) => this.#row(file)));
    this.place.hidden = this.files.length === 0 && !said;
  }

  #row(file) {
    const remove = make("button", "button-plain", this.strings.remove);
    remove.type = "button";
    remove.setAttribute("aria-label", `${this.strings.remove}: ${file.name}`);
    remove.addEventListener("click", () => {
      this.show(this.files.filter((other) => other !== file));
      this.changed();
    });
    const row = make("li", "");
    row.append(make("bdi", "message-file", file.name), " ", make("span", "message-size", sizeOf(file.size)), " ", remove);
    return row;
  }
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
