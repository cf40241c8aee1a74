/** The recovery of a person who lost their only machine (protocol §9). */
export interface RecoveriesTable {
  /** `rc_…` */
  id: string;
  user_id: string;
  state: "started" | "cooling" | "issued" | "stopped" | "lapsed";
  reason: string;
  lost: string;
  /** JSON: bound sets that were quarantined when it began. */
  machines: string;
  started_by: string;
  started_at: number;
  seconded_by: string | null;
  seconded_at: number | null;
  opens_at: number | null;
  closes_at: number;
  /** Its last ticket. */
  ticket_hash: string | null;
  stopped_by: string | null;
  stopped_at: number | null;
  stopped_how: "stopped" | "cancelled" | "not_me" | null;
  stopped_note: string | null;
  /** Counts writes: a transition holds only for the version it was computed from. */
  version: number;
}

export interface BreakGlassCodesTable {
  /** SHA-256 of the code, base64url; the code itself is stored nowhere. */
  hash: string;
  /** The codes of a sheet were made together; the highest sheet is active. */
  sheet: number;
  /** Its number on its sheet, from 1. */
  number: number;
  made_at: number;
  /** A sheet that was made later took its place. */
  voided_at: number | null;
  used_at: number | null;
}

/** A use of a code. */
export interface BreakGlassUsesTable {
  /** `bg_…` */
  id: string;
  code_hash: string;
  at: number;
  /** The person whose machine it admits. */
  user_id: string;
  address: string;
  ticket_hash: string;
  /** SHA-256 of the cookie, base64url; and the page's key. */
  session_hash: string;
  session_jkt: string;
  expires_at: number;
  ended_at: number | null;
  reviewed_at: number | null;
  reviewed_by: string | null;
  review: string | null;
}

export interface RecoveryTables {
  recoveries: RecoveriesTable;
  break_glass_codes: BreakGlassCodesTable;
  break_glass_uses: BreakGlassUsesTable;
}
