/**
 * Gives each item of a list a key of its own: its JSON text, and its number among equal items. It is for lists that
 * others wrote.
 */
export function keyed<Item>(items: readonly Item[]): readonly { readonly key: string; readonly item: Item }[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const text = JSON.stringify(item) ?? "";
    const nth = seen.get(text) ?? 0;
    seen.set(text, nth + 1);
    return { key: `${nth}:${text}`, item };
  });
}
