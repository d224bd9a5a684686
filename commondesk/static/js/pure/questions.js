// The classification of CL4 while it is being confirmed: one or several questions, each with its fields.

export const FIELDS = ["kind", "read_level", "patron_status", "library", "outcome", "topic"];
const MOST = 10;

/** What the server suggested, as questions a form can show; at least one. */
export function suggested({ questions }) {
  const found = (questions ?? []).map(plain).slice(0, MOST);
  return found.length ? found : [plain({})];
}

/** One more question, beginning with the library and status of the last one: the same patron asks both. */
export function another(questions) {
  if (questions.length >= MOST) return questions;
  const { patron_status, library } = questions.at(-1);
  return [...questions, { ...plain({}), patron_status, library }];
}

export function without(questions, index) {
  return questions.length > 1 ? questions.filter((_, at) => at !== index) : questions;
}

export function changed(questions, index, field, value) {
  return questions.map((question, at) => (at === index ? { ...question, [field]: value } : question));
}

/** What is sent: READ levels as numbers, empty fields left out, so that "unclassified" stays honest. */
export function toSend(questions) {
  return questions.filter((question) => question.kind && question.outcome).map((question) => {
    const filled = FIELDS.filter((field) => question[field] !== "").map((field) => [field, question[field]]);
    const sent = Object.fromEntries(filled);
    if ("read_level" in sent) sent.read_level = Number(sent.read_level);
    return sent;
  });
}

function plain(question) {
  return Object.fromEntries(FIELDS.map((field) => [field, String(question[field] ?? "")]));
}
