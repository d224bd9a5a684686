/* What an event that is not a message says, in one sentence: "Otto (Birch County Library) is here."

     sentenceOf(event, strings)  // strings: kind, kind.role, kind.why, kind.act or kind.receiver -> a sentence with {who}, {to},
                                 // {from} and {with}; "" for a kind we do not know

   web/message_strings.py has the strings and says the same for pages drawn on the server. */

const PEOPLE = ["to", "from", "with"];

export function sentenceOf({ kind, by, data = {} }, strings) {
  if (kind === "aside") return (strings.aside ?? "").replaceAll("{who}", () => nameOf(by)).replaceAll("{names}", () => (data.to ?? []).join(", "));
  const variants = [data.why, data.act, data.to?.kind, by.role].map((variant) => strings[`${kind}.${variant}`]);
  let sentence = variants.find(Boolean) || strings[kind] || "";
  sentence = sentence.replaceAll("{who}", () => nameOf(by) || strings[by.role] || "");
  for (const person of PEOPLE) sentence = sentence.replaceAll(`{${person}}`, () => nameOf(data[person] ?? {}));
  return sentence;
}

function nameOf({ name, library }) {
  return name && library ? `${name} (${library})` : name || "";
}
