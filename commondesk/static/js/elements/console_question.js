/* The fields of one question of CL4. What may be chosen comes from the server with its words. */

import { api, page } from "../console/desk.js";
import { h } from "../console/dom.js";
import { LibrarySearch } from "../console/library_search.js";
import { t } from "../console/words.js";

const CHOICES = ["kind", "outcome", "read_level", "patron_status", "library"];

/** `change(field, value)` hears of each change; `remove` is null for the only question. */
export function questionFields(question, index, { change, remove }) {
  const legend = h("legend", {}, t("question_number", { number: index + 1 }));
  const fields = CHOICES.map((field) => (page.choices[field] ? choice : library)(field, question[field], index, change));
  fields.push(topic(question.topic, index, change));
  const away = remove && h("button", { type: "button", class: "button-plain", onclick: remove }, t("remove_question"));
  return h("fieldset", { class: "question" }, legend, h("div", { class: "question-fields" }, ...fields), away);
}

function choice(field, value, index, change) {
  const id = `question-${index}-${field}`;
  const options = [["", t(`choose_${field}`)], ...page.choices[field]];
  const select = h("select", { id, onchange: (event) => change(field, event.target.value) },
    ...options.map(([key, word]) => h("option", { value: key }, word)));
  select.value = value;
  return h("div", { class: `field field-${field}` }, h("label", { for: id }, t(`field_${field}`)), select);
}

/** Of too many for a list: by its name, which is looked up for the one that is known. */
function library(field, slug, index, change) {
  const id = `question-${index}-${field}`;
  const input = h("input", { id, type: "text", maxlength: 160, autocomplete: "off" });
  const place = h("div", { class: `field field-${field}` }, h("label", { for: id }, t(`field_${field}`)), input);
  new LibrarySearch(input, (found) => change(field, found));
  if (slug) api.get(`/libraries/${slug}`).then(({ name }) => { input.value ||= name; }).catch(() => {});
  return place;
}

function topic(value, index, change) {
  const id = `question-${index}-topic`;
  const known = page.choices.topic;
  const kept = (words) => known.find(([, word]) => word === words.trim())?.[0] ?? words;
  const input = h("input", { id, type: "text", maxlength: 80, autocomplete: "off", oninput: (event) => change("topic", kept(event.target.value)) });
  input.value = known.find(([topic]) => topic === value)?.[1] ?? value;
  return h("div", { class: "field field-topic" }, h("label", { for: id }, t("field_topic")), input);
}
