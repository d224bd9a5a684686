/* Server-sent events out of pieces of text, for streams read with fetch(): EventSource cannot send Authorization.

     const parser = new SseParser();
     parser.push("id: 4\nevent: event\ndata: {}\n\n")  // -> [{name: "event", data: "{}", id: "4"}]
     parser.retry                                      // milliseconds the server asked for, or null

   Follows the WHATWG rules: CR, LF or CRLF end a line, comments and unknown fields are skipped, several data lines are
   joined, an event without data is none. `id` is "" where the event has none of its own (typing, beat, end). */

export class SseParser {
  retry = null;
  #rest = "";
  #afterReturn = false;
  #event = emptyEvent();

  /** Every event that `text` completes, in order. Pieces may be cut anywhere. */
  push(text) {
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1);
    if (text) this.#afterReturn = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#take(line)).filter(Boolean);
  }

  #take(line) {
    if (line === "") return this.#complete();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    this.#set(field.replace(/^\uFEFF/, ""), value);
    return null;
  }

  #set(field, value) {
    if (field === "data") this.#event.data.push(value);
    else if (field === "event") this.#event.name = value;
    else if (field === "id" && !value.includes("\0")) this.#event.id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #complete() {
    const { name, data, id } = this.#event;
    this.#event = emptyEvent();
    return data.length ? { name: name || "message", data: data.join("\n"), id } : null;
  }
}

function emptyEvent() {
  return { name: "", data: [], id: "" };
}
