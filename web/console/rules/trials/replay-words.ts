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

/** The rules that were replayed: a version, or a draft that was made from it. */
export interface Replayed {
  readonly kind: "draft" | "version";
  readonly version: number;
  /** True if report-only rules were judged as if they were active. */
  readonly isReportOnlyActive: boolean;
}

/** Writes it for the address of the replay's page. */
export const searchOf = ({ kind, version, isReportOnlyActive }: Replayed): string =>
  new URLSearchParams({
    rules: kind,
    version: String(version),
    ...(isReportOnlyActive ? { report_only: "active" } : {}),
  }).toString();

/** Reads it from the address; undefined if the address does not say it. */
export function replayedIn(address: URLSearchParams): Replayed | undefined {
  const kind = address.get("rules");
  const version = address.get("version") ?? "";
  if ((kind !== "draft" && kind !== "version") || !/^\d{1,9}$/.test(version)) return undefined;
  return { kind, version: Number(version), isReportOnlyActive: address.get("report_only") === "active" };
}

export function replayedWords({ kind, version, isReportOnlyActive }: Replayed): string {
  const { replayed } = texts;
  const rules = kind === "draft" ? replayed.draft(ruleTexts.versionInText(version)) : ruleTexts.versionName(version);
  return isReportOnlyActive ? replayed.reportOnlyActive(rules) : rules;
}
