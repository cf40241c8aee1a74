/** The draft with a template at its end, under an id that no other rule has, in report-only: it is seen before it rules. */
export function templateIn(draft: string, { id, text }: { readonly id: string; readonly text: string }): string {
  let own = id;
  for (let nth = 2; draft.includes(`"${own}"`); nth += 1) own = `${id}-${nth}`;
  const named = `@id("${id}")`;
  const report = text.includes('@mode("report-only")') ? "" : '\n@mode("report-only")';
  const written = text.replace(named, `@id("${own}")${report}`).trimEnd();
  const gap = draft.trim() === "" ? "" : draft.endsWith("\n\n") ? draft : `${draft.replace(/\n?$/, "\n")}\n`;
  return `${gap}${written}\n`;
}
