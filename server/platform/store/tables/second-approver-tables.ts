// Second people whom logins wait for (protocol §11). Times are epoch milliseconds.

/** Somebody whom a login asks, by the name that the rule has for them. */
interface SecondAskingsTable {
  login_id: string;
  /** `group:leads`, `user:bob`. */
  named: string;
  /** When it is too late for them. */
  until: number;
}

/** The answer of a second person about a login. Each person answers once. */
interface CoDecisionsTable {
  login_id: string;
  user_id: string;
  outcome: "approved" | "refused";
  reason: string | null;
  at: number;
}

/** One person let another one in. */
export interface AdmissionsTable {
  user_id: string;
  /** Null for a break-glass code: nobody knows who typed it. */
  by_user_id: string | null;
  door: "person" | "ticket" | "enrolment" | "group" | "released";
  /** The group, where `door` is `group`. */
  group_id: string | null;
  at: number;
}

export interface SecondApproverTables {
  second_askings: SecondAskingsTable;
  co_decisions: CoDecisionsTable;
  let_ins: AdmissionsTable;
}
