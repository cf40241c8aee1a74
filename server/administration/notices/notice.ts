import * as v from "valibot";

/** The kinds of notices. Each has its letter in `letters.ts`. */
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
  "approval_wanted",
  "approval_refused",
  "approval_expired",
  "approved_alone",
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

/** The earlier role of a person who is new. */
export const NO_ROLE = "none";

/** The facts that a letter may state. A machine and a browser chose their own texts: these are hostile until neutralised. */
export const factsSchema = v.strictObject({
  /** The person concerned. In a notice to administrators this is another person than the reader. */
  person: v.strictObject({ name: v.string(), display_name: v.string() }),
  machine: v.optional(v.strictObject({ hostname: v.string(), os: v.string() })),
  browser: v.optional(v.string()),
  /**
   * The person who started the login that was opened elsewhere, with machine and address: for administrators alone (threat R18).
   */
  started: v.optional(v.strictObject({ name: v.string(), hostname: v.string(), address: v.nullable(v.string()) })),
  /** Network address of the request. */
  address: v.optional(v.string()),
  /** `from` is `NO_ROLE` for a person who is new. */
  role: v.optional(v.strictObject({ from: v.string(), to: v.string() })),
  /** User name of the person who did it in the console; absent if it was done elsewhere, such as on the server's own shell. */
  by: v.optional(v.string()),
  /** The access that a login asks for, as its program and its machine name it. */
  wanted: v.optional(
    v.strictObject({
      client: v.string(),
      scope: v.string(),
      resource: v.string(),
      command: v.string(),
      /** The agent that a lease is for. */
      agent: v.optional(v.string()),
    }),
  ),
  /** The reason that a person gave for a refusal, or typed for an approval. */
  said: v.optional(v.string()),
  /** Time at which a recovery opens, a ticket ends or a login waits no more, epoch milliseconds. */
  until: v.optional(v.number()),
  /** Id of the recovery, by which its person can stop it. */
  recovery: v.optional(v.string()),
});
export type NoticeFacts = v.InferOutput<typeof factsSchema>;

/** A notice as an event makes it. */
export interface NewNotice {
  readonly kind: NoticeKind;
  readonly userId: string;
  readonly address: string;
  readonly facts: NoticeFacts;
  /** The notices with which it is gathered have this in common, beside their kind and their reader. */
  readonly likeness?: string;
}

/** A notice that one server has claimed to send it. */
export interface Notice extends NewNotice {
  readonly seq: number;
  /** Number of events that it tells about, and the times of the first and the last one in epoch milliseconds. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly startsAt: number;
  /** Number of tries, this one included. */
  readonly tries: number;
}
