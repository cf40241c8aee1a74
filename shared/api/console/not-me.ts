import * as v from "valibot";
import { enrolmentIdSchema, requestIdSchema, sha256TextSchema } from "../../ids.ts";
import { ask, change } from "./entry.ts";

// "This wasn't me", about a login, an enrolment or a sign-in in one's name. POST /api/console/account/not-me/preview
// (the consequences) · POST /api/console/account/not-me

export const notMeSchema = v.variant("what", [
  v.strictObject({ what: v.literal("login"), id: requestIdSchema }),
  v.strictObject({ what: v.literal("enrolment"), id: enrolmentIdSchema }),
  v.strictObject({ what: v.literal("session"), id: sha256TextSchema }),
]);
export type NotMe = v.InferOutput<typeof notMeSchema>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** The consequences, before they happen. */
export const notMePreviewSchema = v.strictObject({
  /** The name that it bears, which a program or a machine claims. */
  title: v.string(),
  at: v.number(),
  /** The machine that it came from; null where no machine was enrolled. */
  machine: v.nullable(
    v.strictObject({
      hostname: v.string(),
      /**
       * `quarantine`: it is quarantined; `revoke`: it waits to be admitted, and is refused; `none`: it has already
       * ended.
       */
      will: v.picklist(["quarantine", "revoke", "none"]),
      is_here: v.boolean(),
      is_last: v.boolean(),
    }),
  ),
  /** The tokens of the login that are still valid. */
  tokens: count,
  /** Sign-ins in other places that end. */
  sessions: count,
  /** True where the login itself, or the enrolment, is still open and will be refused. */
  is_open: v.boolean(),
});
export type NotMePreview = v.InferOutput<typeof notMePreviewSchema>;

/** The consequences, after they happened. */
export const notMeDoneSchema = v.strictObject({
  machine: v.picklist(["quarantined", "revoked", "was_out_of_force", "none"]),
  tokens: count,
  logins: count,
  enrolments: count,
  sessions: count,
  signed_out: v.boolean(),
});
export type NotMeDone = v.InferOutput<typeof notMeDoneSchema>;

const AT = "/api/console/account/not-me";

export const notMeApi = {
  preview: ask(`${AT}/preview`, "account", notMeSchema, notMePreviewSchema, { errors: ["conflict", "unknown"] }),
  say: change(AT, "account", notMeSchema, notMeDoneSchema, { errors: ["conflict"] }),
};
