/** One value that a field or a filter offers, with the words for it. */
export interface Choice {
  readonly value: string;
  readonly title: string;
}

/** Offers the values in their order, by the words that a table has for each. */
export const choicesOf = <Value extends string>(
  values: readonly Value[],
  words: Readonly<Record<Value, string | { readonly title: string }>>,
): readonly Choice[] =>
  values.map((value) => {
    const word = words[value];
    return { value, title: typeof word === "string" ? word : word.title };
  });
