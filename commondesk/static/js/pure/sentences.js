/* What an event that is not a message says, in one sentence: "Otto from Birch Public Library is here."

     sentenceOf(event, strings)  // strings: kind -> sentence with {name} and {library}; kind_bare where one is missing */

export function sentenceOf(event, strings) {
  const { name = "", library = "" } = event.by ?? {};
  const sentence = (library ? strings[event.kind] : strings[`${event.kind}_bare`]) ?? strings[event.kind] ?? "";
  return sentence.replace(/\{(name|library)\}/g, (_, word) => ({ name, library })[word]);
}
