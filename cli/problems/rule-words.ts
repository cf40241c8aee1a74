import type { DecidingRule } from "@nearside/shared/rules/asking.ts";

/** A person reads a few; the log has them all. */
const MOST = 4;

/** Rules by the names that their authors gave them, each with its sentence: `"Production rests at night": Ask #on-call.` */
export function rulesInWords(rules: readonly DecidingRule[]): string {
  const said = rules
    .slice(0, MOST)
    .map(({ id, title, says }) => `"${title ?? id}"${says === null ? "." : `: ${says}`}`);
  return rules.length > MOST ? `${said.join(" ")} And ${rules.length - MOST} more.` : said.join(" ");
}
