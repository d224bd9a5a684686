/* What an event that is not a message says, in one sentence: "Otto (Birch County Library) is here."

     sentenceOf(event, strings)  // strings: kind or kind.role -> a sentence with {who}; "" for a kind we do not know

   web/message_strings.py has the strings and says the same for pages drawn on the server. */

export function sentenceOf({ kind, by }, strings) {
  const who = by.name && by.library ? `${by.name} (${by.library})` : by.name || strings[by.role] || "";
  const sentence = strings[`${kind}.${by.role}`] || strings[kind] || "";
  return sentence.replaceAll("{who}", () => who);
}
