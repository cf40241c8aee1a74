import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ruleTexts } from "../../../texts/console/rules.tsx";

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
  const { replayed } = trialTexts.replay;
  const rules = kind === "draft" ? replayed.draft(ruleTexts.versionInText(version)) : ruleTexts.versionName(version);
  return isReportOnlyActive ? replayed.reportOnlyActive(rules) : rules;
}
