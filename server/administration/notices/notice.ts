import * as v from "valibot";

/** Everything that people are told by mail. Each has its letter in `letters.ts`. */
export const NOTICE_KINDS = [
  "account_alarm",
  "machine_waits",
  "machine_added",
  "machine_removed",
  "machine_quarantined",
  "machine_released",
  "browser_waits",
  "browser_added",
  "browser_removed",
  "passkey_added",
  "passkey_removed",
  "login_elsewhere",
  "foreign_login",
  "role_changed",
  "ticket_made",
  "address_changed",
  "recovery_started",
  "recovery_agreed",
  "recovery_ticket_made",
  "recovery_objected",
  "break_glass_used",
  "person_role_changed",
  "person_suspended",
  "person_restored",
  "person_offboarded",
  "rules_published",
  "authenticator_policy_published",
  "metadata_source_changed",
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
export const noticeKindSchema = v.picklist(NOTICE_KINDS);

/** Of somebody who is new: the role before the first. */
export const NO_ROLE = "none";

/** What a letter may say of what happened. Machine and browser are their own word: hostile until made visible. */
export const factsSchema = v.strictObject({
  /** Whom it concerns; for a notice to administrators, somebody else than whoever reads it. */
  person: v.strictObject({ name: v.string(), display_name: v.string() }),
  machine: v.optional(v.strictObject({ hostname: v.string(), os: v.string() })),
  browser: v.optional(v.string()),
  /** The person who started the login that was opened elsewhere, on which machine, and from where: for administrators alone (threat R18). */
  started: v.optional(v.strictObject({ name: v.string(), hostname: v.string(), address: v.nullable(v.string()) })),
  /** Where the request came from. */
  address: v.optional(v.string()),
  /** `from` is `NO_ROLE` of somebody who is new. */
  role: v.optional(v.strictObject({ from: v.string(), to: v.string() })),
  /** Name of whoever did it in the console; left out: it was done without, such as on the server's own shell. */
  by: v.optional(v.string()),
  /** When a way back opens, or a ticket ends, epoch milliseconds. */
  until: v.optional(v.number()),
  /** Its id, by which its person can stop it. */
  recovery: v.optional(v.string()),
});
export type NoticeFacts = v.InferOutput<typeof factsSchema>;

/** One to be told, as the event makes it. */
export interface NewNotice {
  readonly kind: NoticeKind;
  readonly userId: string;
  readonly address: string;
  readonly facts: NoticeFacts;
}

/** One that is waiting, as whoever sends it has it to himself. */
export interface Notice extends NewNotice {
  readonly seq: number;
  /** How many events it tells of, and when the first and the last one were: epoch milliseconds. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly startsAt: number;
  /** This one counted. */
  readonly tries: number;
}
