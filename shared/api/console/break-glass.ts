import * as v from "valibot";
import { publicJwkSchema } from "../../signing/keys.ts";
import { typedCodeSchema } from "../../text/break-glass-code.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { entry } from "../entry.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { noteSchema, userNameSchema } from "./names.ts";
import { ticketMachineSchema } from "./tickets.ts";

// Break-glass (protocol §9): codes on paper for the day on which nobody can sign in.

const FEWEST_CODES = 1;
const MOST_CODES = 20;
export const DEFAULT_CODES = 5;
const countMessage = fieldTexts.wholeNumber({ least: FEWEST_CODES, most: MOST_CODES });
const codeCountSchema = v.pipe(
  v.number(countMessage),
  v.integer(countMessage),
  v.minValue(FEWEST_CODES, countMessage),
  v.maxValue(MOST_CODES, countMessage),
);

/** GET /api/console/break-glass: the codes that are left. */
const breakGlassAnswerSchema = v.strictObject({
  codes: v.number(),
  left: v.number(),
  /** Epoch milliseconds; null where no codes were ever made. */
  made_at: v.nullable(v.number()),
});
export type BreakGlassAnswer = v.InferOutput<typeof breakGlassAnswerSchema>;

/** POST /api/console/break-glass/codes: new codes, shown once; the earlier ones are void. */
export const makeCodesSchema = v.strictObject({ count: codeCountSchema });
const codesMadeSchema = v.strictObject({ codes: v.array(v.string()), voided: v.number() });

/** GET /api/console/break-glass/uses. */
const usesQuerySchema = listQuerySchema(["at"], {});
export type UsesQuery = v.InferOutput<typeof usesQuerySchema>;
const nameSchema = v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() });
const useRowSchema = v.strictObject({
  id: v.string(),
  /** The number of the code on its sheet, from 1. */
  number: v.number(),
  at: v.number(),
  user: nameSchema,
  address: v.string(),
  /** The time from which the access that it gave is closed. */
  expires_at: v.number(),
  ended_at: v.nullable(v.number()),
  /**
   * The progress of the person who used it: no machine yet, one that waits for its words, an active one, one that was
   * refused.
   */
  machine: ticketMachineSchema,
  reviewed: v.nullable(v.strictObject({ at: v.number(), by: nameSchema, says: v.string() })),
});
export type UseRow = v.InferOutput<typeof useRowSchema>;

/** GET /api/console/break-glass/unreviewed: the latest uses, for the banner. */
export const unreviewedAnswerSchema = v.strictObject({ uses: v.array(useRowSchema) });

/** POST /api/console/break-glass/uses/:id/review. */
export const reviewUseSchema = v.strictObject({
  says: v.pipe(noteSchema, v.minLength(10, fieldTexts.whatHappened)),
});

/** POST /api/console/break-glass/open, without a session. `session_key` signs the requests that follow. */
const openBreakGlassSchema = v.strictObject({
  code: typedCodeSchema,
  user: userNameSchema,
  session_key: publicJwkSchema,
});
export const breakGlassOpenedSchema = v.strictObject({
  /** The ticket for `nearside enroll`, shown once. */
  ticket: v.string(),
  user: nameSchema,
  ticket_expires_at: v.number(),
  expires_at: v.number(),
  now: v.number(),
});

/** POST /api/console/break-glass/state {}: its progress. */
const breakGlassStateSchema = v.strictObject({
  user: nameSchema,
  now: v.number(),
  expires_at: v.number(),
  machine: v.nullable(
    v.strictObject({
      state: v.picklist(["started", "pending", "active", "refused", "expired"]),
      hostname: v.string(),
      os: v.string(),
    }),
  ),
});
export type BreakGlassState = v.InferOutput<typeof breakGlassStateSchema>;

/** POST /api/console/break-glass/admit: the six words of the machine that was enrolled with its ticket. */
const admitSchema = v.strictObject({ words: v.pipe(v.string(), v.maxLength(256)) });
export const admittedSchema = v.strictObject({ state: v.literal("active") });

const AT = "/api/console/break-glass";

export const breakGlassApi = {
  view: read(AT, "break_glass.manage", emptyBodySchema, breakGlassAnswerSchema),
  makeCodes: change(`${AT}/codes`, "break_glass.manage", makeCodesSchema, codesMadeSchema),
  // everybody who may read the security log sees the alarm
  unreviewed: read(`${AT}/unreviewed`, "log.read", emptyBodySchema, unreviewedAnswerSchema),
  uses: read(`${AT}/uses`, "log.read", usesQuerySchema, listAnswerSchema(useRowSchema)),
  endUse: change(`${AT}/uses/:id/end`, "break_glass.manage", emptyBodySchema, emptyBodySchema),
  reviewUse: change(`${AT}/uses/:id/review`, "break_glass.manage", reviewUseSchema, emptyBodySchema),
  /** The person who has a code asks these, and can have no session (protocol §9). */
  open: entry("POST", `${AT}/open`, openBreakGlassSchema, breakGlassOpenedSchema),
  state: entry("POST", `${AT}/state`, emptyBodySchema, breakGlassStateSchema),
  admit: entry("POST", `${AT}/admit`, admitSchema, admittedSchema),
};
