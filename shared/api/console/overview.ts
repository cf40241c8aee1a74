import * as v from "valibot";
import { keyStorageSchema } from "../../proof/key-storage.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { read } from "./entry.ts";
import type { LoginOutcome } from "./logins.ts";

// GET /api/console/overview: what needs attention, and the first day's checklist, as far as the person's role may read it.
// GET /api/console/overview/figures: the figures behind the overview's pictures.

/** These things can need attention, the most pressing first. */
export const ATTENTION_KINDS = [
  "alarms",
  "break_glass_uses",
  "break_glass_codes",
  "approvals",
  "enrolments",
  "rule_proposals",
  "recoveries",
  "quarantined",
  "mail_off",
  "mail_failed",
  "outlet_failing",
  "archive_failed",
  "metadata_failed",
  "unfit_passkeys",
  "tickets_expiring",
  "client_tickets_expiring",
  "leases_ending",
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** Alarms of so many days need attention. */
export const ALARM_DAYS = 7;
/** Tickets that expire within so many hours need attention. */
export const SOON_HOURS = 24;

const attentionSchema = v.strictObject({
  kind: v.picklist(ATTENTION_KINDS),
  /** Null for more than are counted (`MOST_COUNTED`). Of `break_glass_codes` the codes that are left. */
  count: v.nullable(v.number()),
  /** Epoch milliseconds: the first day of the alarms, or the next moment at which one expires; null for the others. */
  at: v.nullable(v.number()),
});
export type Attention = v.InferOutput<typeof attentionSchema>;

/** The steps of the first day, in their order. */
export const FIRST_DAY_STEPS = [
  "own_machine",
  "break_glass_codes",
  "mail",
  "invitation",
  "second_owner",
  "client",
  "rules",
  "archive",
] as const;
export type FirstDayStep = (typeof FIRST_DAY_STEPS)[number];

const overviewSchema = v.strictObject({
  /** They have the order of {@link ATTENTION_KINDS}. */
  attention: v.array(attentionSchema),
  /** Empty for roles that set nothing up. */
  first_day: v.array(v.strictObject({ step: v.picklist(FIRST_DAY_STEPS), done: v.boolean() })),
});
export type Overview = v.InferOutput<typeof overviewSchema>;

/** The outcomes by which logins are counted, in the order in which a day's bar stacks them. */
export const FIGURE_OUTCOMES = [
  "issued",
  "approved",
  "waiting",
  "denied",
  "refused",
  "expired",
  "cancelled",
] as const satisfies readonly LoginOutcome[];

/** The days that a person can choose. */
export const FIGURE_DAYS = [7, 30, 90] as const;
export type FigureDays = (typeof FIGURE_DAYS)[number];
const MOST_DAYS = 90;
/** No day lasts longer, not even one on which clocks are put back. */
const LONGEST_DAY_MS = 26 * 3_600_000;

/**
 * `midnights`: the beginning of each day in the zone of the person, and at last the end of the last day. Epoch milliseconds. So the days
 * are those that the person's clock shows, and the server needs to know no zone.
 */
const figuresQuerySchema = v.strictObject({
  midnights: v.pipe(
    v.string(),
    v.regex(new RegExp(`^\\d{1,15}(?:,\\d{1,15}){1,${MOST_DAYS}}$`)),
    v.transform((text) => text.split(",").map(Number)),
    v.check(
      (moments) => moments.every((at, index) => isDay(moments[index - 1], at)),
      "must be one day after the other",
    ),
  ),
});
export type FiguresQuery = v.InferOutput<typeof figuresQuerySchema>;

const isDay = (begins: number | undefined, ends: number): boolean =>
  begins === undefined || (ends > begins && ends - begins <= LONGEST_DAY_MS);

const count = v.number();

/** Each day is that of the query with the same place. Logins count on the day on which they were started. */
const figuresSchema = v.strictObject({
  logins: v.array(v.strictObject(v.entriesFromList(FIGURE_OUTCOMES, count))),
  /** `opened`: logins that were opened on another machine than the one that started them. `disowned`: denied with "I didn't start this". */
  foreign: v.array(v.strictObject({ opened: count, disowned: count })),
  /** The most frequent first; `others` counts those of all other codes. */
  refusals: v.strictObject({ reasons: v.array(v.strictObject({ reason: v.string(), logins: count })), others: count }),
  /** The programs with the most logins, the first one first. */
  programs: v.strictObject({
    clients: v.array(v.strictObject({ id: v.string(), name: v.string(), logins: count })),
    others: count,
  }),
  // The rest is as it is now, and null where the role may not read it.
  people: v.nullable(
    v.strictObject({
      /** Active people of whom a machine was once admitted, and the others. */
      enrolled: count,
      not_enrolled: count,
      /** Tickets that can still be used; null for more than are counted, and absent where the role may not read it. */
      open_tickets: v.exactOptional(v.nullable(count)),
    }),
  ),
  /** Machines by the place of their keys. */
  keys: v.nullable(v.strictObject(v.entriesFromList(keyStorageSchema.options, count))),
  /** The most frequent models of authenticators. */
  models: v.nullable(
    v.strictObject({
      models: v.array(v.strictObject({ aaguid: v.string(), name: v.nullable(v.string()), passkeys: count })),
      others: count,
    }),
  ),
});
export type Figures = v.InferOutput<typeof figuresSchema>;

export const overviewApi = {
  state: read("/api/console/overview", "account", emptyBodySchema, overviewSchema),
  figures: read("/api/console/overview/figures", "log.read", figuresQuerySchema, figuresSchema),
};
