import type { Generated } from "kysely";

// Step-up rules (docs/reference/rules.md). Times are epoch milliseconds.

/** Every set that ever ruled; the highest number is active. Append-only: the database itself refuses a change. */
export interface RuleVersionsTable {
  /** Numbers begin at 1. */
  number: number;
  /** Cedar. */
  text: string;
  /** JSON: the tests beside it. */
  tests: string;
  /** The author's reason. */
  reason: string;
  /** JSON: the author. */
  actor: string;
  /** JSON: the second author, where one was needed. */
  second: string | null;
  origin: "published" | "rolled_back";
  /** The version that was rolled back to. */
  restores: number | null;
  /** JSON: the results of its tests, and the findings of lint. */
  results: string;
  /** The number of its rules. */
  rule_count: number;
  /** JSON: for each rule in report-only, the time since when it has been there without a break. */
  report_since: string;
  created_at: number;
}

/** Proposals that wait for a second author, or did. */
export interface RuleProposalsTable {
  /** `rp_…` */
  id: string;
  text: string;
  tests: string;
  reason: string;
  /** The version on which it is based. */
  base: number;
  /** JSON: the warnings of lint that the author has seen. */
  acknowledged: string;
  /** JSON: the author with machine and change. */
  actor: string;
  author: string;
  state: "waiting" | "agreed" | "withdrawn" | "overtaken";
  created_at: number;
  settled_by: string | null;
  settled_at: number | null;
}

/** Verdicts with their input, stored so that drafts can be tried against them. Swept after `rules.keepDays`. */
export interface RuleDecisionsTable {
  seq: Generated<number>;
  at: number;
  action: "approve" | "refresh" | "exchange";
  login_id: string;
  user_id: string;
  device_jkt: string;
  client_id: string;
  /** The version of the set, `rules/7`. */
  version: string;
  outcome: "allow" | "deny";
  /** JSON: `givenSchema`, but for what other columns say (`server/protocol/rules/stored-given.ts`). */
  given: string;
}

/** A rule in report-only that applied, and the effect that it would have had. */
export interface RuleReportsTable {
  decision_seq: number;
  rule_id: string;
  at: number;
  user_id: string;
  would: "nothing" | "step_up" | "deny" | "allow";
}

export interface RuleTables {
  rule_versions: RuleVersionsTable;
  rule_proposals: RuleProposalsTable;
  rule_decisions: RuleDecisionsTable;
  rule_reports: RuleReportsTable;
}
