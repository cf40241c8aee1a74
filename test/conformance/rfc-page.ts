import type { Page } from "./requirement.ts";

/** What is checked and what is argued away, for a reader who does not read tests. Markdown. */
export function rfcPage({ document, title, requirements }: Page): string {
  const checked = requirements.filter(({ because }) => because === undefined);
  const arguedAway = requirements.filter(({ because }) => because !== undefined);
  return [
    `# ${document}: ${title}`,
    "",
    `Written by \`test/conformance\`, which checks it. ${checked.length} checked, ${arguedAway.length} argued away.`,
    "",
    "## Checked",
    "",
    ...checked.map(({ section, says }) => `- §${section} ${says}`),
    ...(arguedAway.length === 0 ? [] : ["", "## Argued away", ""]),
    ...arguedAway.map(({ section, says, because }) => `- §${section} ${says} — ${because}`),
    "",
  ].join("\n");
}
