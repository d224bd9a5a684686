/* What libraries are called where one of very many is chosen: some have the name of another in the next state.

     labelled([{slug, name, city, state}]) -> [{slug, name, place, label}]   // no label stands there twice */

export function labelled(libraries) {
  const taken = new Set();
  return libraries.map(({ slug, name, city, state }) => {
    const town = [city, state].filter(Boolean).join(", ");
    const whole = [name, town].filter(Boolean).join(", ");
    const place = taken.has(whole) ? [town, `(${slug})`].filter(Boolean).join(" ") : town;
    const label = taken.has(whole) ? `${whole} (${slug})` : whole;
    taken.add(label);
    return { slug, name, place, label };
  });
}
