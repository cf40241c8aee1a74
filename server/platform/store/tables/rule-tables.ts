import type { Generated } from "kysely";

// Step-up rules (docs/rules.md). Times are epoch milliseconds.

/** Every set that ever ruled; the highest number is in force. Append-only: the database itself refuses a change. */
export interface RuleVersionsTable {
  /** From 1 on. */
  number: number;
  /** Cedar. */
  text: string;
  /** JSON: the tests kept beside it. */
  tests: string;
  /** Why, by whoever published it. */
  reason: string;
  /** JSON: who published it. */
  actor: string;
  /** JSON: who agreed, where a second author had to. */
  second: string | null;
  origin: "published" | "rolled_back";
  /** The version whose text it is again. */
  restores: number | null;
  /** JSON: how its tests went, and what lint said. */
  results: string;
  /** How many rules it has. */
  rule_count: number;
  /** JSON: of each rule in report-only, since when it has been so without a break. */
  report_since: string;
  created_at: number;
}

/** What waits for a second author, or did. */
export interface RuleProposalsTable {
  /** `rp_…` */
  id: string;
  text: string;
  tests: string;
  reason: string;
  /** The version that it was made from. */
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

/** What was decided of what: kept so that a draft can be tried against it. Swept after `rules.keepDays`. */
interface RuleDecisionsTable {
  seq: Generated<number>;
  at: number;
  action: "approve" | "refresh" | "exchange";
  login_id: string;
  user_id: string;
  device_jkt: string;
  client_id: string;
  /** Of the set, `rules/7`. */
  version: string;
  outcome: "allow" | "deny";
  /** JSON: `givenSchema`. */
  given: string;
  /** JSON: `verdictSchema`. */
  verdict: string;
}

/** A rule in report-only that applied, and what would have come of it. */
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
