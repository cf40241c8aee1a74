import type { ReplayAnswer, ReplayChange } from "@nearside/shared/api/console/rule-trials.ts";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ruleTexts } from "../../../texts/console/rules.tsx";

const texts = trialTexts.replay;

type Count = ReplayAnswer["by_person"][number];

/** The person or the rule that changes are counted for, with the number of logins of each kind. */
export interface CountsRow {
  readonly key: string;
  readonly name: string;
  readonly counts: Readonly<Partial<Record<ReplayChange, number>>>;
  readonly total: number;
}

/** Makes one row for each, those that are most affected first. */
export function rowsOf(counts: readonly Count[]): readonly CountsRow[] {
  const rows = new Map<string, CountsRow>();
  for (const { key, name, change, logins } of counts) {
    const row = rows.get(key) ?? { key, name, counts: {}, total: 0 };
    rows.set(key, { ...row, counts: { ...row.counts, [change]: logins }, total: row.total + logins });
  }
  return [...rows.values()].toSorted((one, other) => other.total - one.total);
}

const SECOND_MILLISECONDS = 1000;

/** Says how long it took: "less than 1 s", "12 s", "1 min 5 s". */
export function tookWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / SECOND_MILLISECONDS);
  if (seconds === 0) return texts.took.underSecond;
  return seconds < 60 ? texts.took.seconds(seconds) : texts.took.minutes(Math.floor(seconds / 60), seconds % 60);
}

/** Names a version by its id: `rules/7` is "version 7". */
export function versionWords(version: string): string {
  const [, number] = /^rules\/(\d+)$/.exec(version) ?? [];
  return ruleTexts.versionInText(Number(number ?? 0));
}
