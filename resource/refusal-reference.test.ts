import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { REFUSALS, REFUSALS_OF_LEASES, type RefusalCode } from "./refusal.ts";
import { refusalCauses } from "./texts/refusal-causes.ts";

const REFERENCE = join(import.meta.dirname, "../docs/reference/errors.md");
const CAUSES: Readonly<Record<RefusalCode, { readonly cause: string; readonly cure: string }>> = refusalCauses;

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`;

/** `npx vitest run -u` writes this part of the document. */
it("is in docs/reference/errors.md: every code of an API with its status, its meaning, its cause and its cure", async () => {
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  const rows = codes.map((code) => {
    const [status, error, says] = REFUSALS[code];
    const { cause, cure } = CAUSES[code];
    const toAgent = REFUSALS_OF_LEASES[code];
    const meaning = toAgent === undefined ? says : `${says} To an agent: ${toAgent}`;
    return row([`\`${code}\``, String(status), error === null ? "" : `\`${error}\``, meaning, cause, cure]);
  });
  const head = ["code", "status", "`error`", "meaning", "cause", "what to do"];
  const part = [row(head), row(head.map(() => "---")), ...rows].join("\n");
  const text = readFileSync(REFERENCE, "utf8").replace(
    /(<!-- written by resource -->\n)[\s\S]*?(<!-- end -->)/,
    (_, before: string, after: string) => `${before}\n${part}\n\n${after}`,
  );
  await expect(text).toMatchFileSnapshot(REFERENCE);
});
