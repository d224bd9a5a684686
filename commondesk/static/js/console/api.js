/* Speaking to our own API as this librarian, with a line token of a quarter of an hour that is renewed in time.

     await api.get("/desk")
     await api.post(`/conversations/${code}/claim`, {key})    // -> parsed JSON; throws Problem
     await api.open("/desk/stream", {signal})                 // -> the Response, for streams and the outbox

   A Problem carries `status`, `slug`, `sentence` (what to show) and `extra`. Status 0 means no answer came. */

import { t } from "./words.js";

const ROOT = "/api/v1";
const RENEW_BEFORE = 90_000;

export class Problem extends Error {
  constructor(status, { type = "", detail = "", ...extra } = {}, retryAfter = 0) {
    super(detail || t(status ? "could_not" : "no_line"));
    Object.assign(this, { status, slug: type.split("/").pop(), sentence: this.message, extra, retryAfter });
  }
}

export class Api {
  #token = "";
  #renewAt = 0;
  #renewing = null;

  constructor({ csrf, signedOut }) {
    Object.assign(this, { csrf, signedOut });
  }

  get(path) {
    return this.#json("GET", path);
  }

  post(path, body = {}) {
    return this.#json("POST", path, body);
  }

  delete(path) {
    return this.#json("DELETE", path);
  }

  /** For what cannot be fetched: an upload that tells how far it is. */
  token() {
    return this.#fresh();
  }

  renewNext() {
    this.#token = "";
  }

  /** The bare answer, with one fresh token if the old one is over. Throws only where no answer came. */
  async open(path, { method = "GET", body, headers = {}, signal } = {}) {
    const send = async () => fetch(ROOT + path, {
      method, signal, cache: "no-store", credentials: "same-origin",
      headers: { ...headers, "Accept-Language": document.documentElement.lang, Authorization: `Bearer ${await this.#fresh()}`, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const answer = await send();
    if (answer.status !== 401) return answer;
    this.#token = "";
    return send();
  }

  async #json(method, path, body) {
    const answer = await this.open(path, { method, body }).catch((error) => {
      throw error instanceof Problem ? error : new Problem(0);
    });
    if (!answer.ok) throw await problemOf(answer);
    return answer.status === 204 ? null : answer.json();
  }

  /** A token that is good for a while yet; however many ask at once, one is fetched. */
  async #fresh() {
    if (this.#token && Date.now() < this.#renewAt) return this.#token;
    this.#renewing ??= this.#renew().finally(() => { this.#renewing = null; });
    return this.#renewing;
  }

  async #renew() {
    const asked = Date.now();
    const answer = await fetch(`${ROOT}/desk/line-token`, {
      method: "POST", cache: "no-store", credentials: "same-origin", headers: { "X-CSRFToken": this.csrf, Accept: "application/json", "Accept-Language": document.documentElement.lang },
    });
    if (answer.status === 401 || answer.status === 403) this.signedOut();
    if (!answer.ok) throw await problemOf(answer);
    const { token, life_seconds: life = 900 } = await answer.json();
    this.#renewAt = asked + life * 1000 - RENEW_BEFORE;
    this.#token = token;
    return token;
  }
}

export async function problemOf(answer) {
  const body = await answer.json().catch(() => ({}));
  return new Problem(answer.status, body, Number(answer.headers.get("Retry-After")) || 0);
}
