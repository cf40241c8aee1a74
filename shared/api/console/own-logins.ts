import * as v from "valibot";
import { authorizationDetailsSchema, channelSchema, contextSchema } from "../../claims.ts";
import { sha256TextSchema } from "../../ids.ts";
import { formTexts } from "../../texts/forms.ts";
import { emptyBodySchema, loginStateSchema } from "../login-requests.ts";
import { authenticatorShownSchema } from "./authenticator-shown.ts";
import { file, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { loginPlaceSchema } from "./login-place.ts";

// GET /api/console/account/logins · …/logins/export · …/logins/:id · …/foreign-logins

const moment = v.pipe(v.string(), v.regex(/^\d{1,15}$/, formTexts.day), v.transform(Number));
const newestFirst = { order: v.optional(v.picklist(["asc", "desc"]), "desc") };

/** The newest first. All logins end the same time after they began. `q`: a login's id, or a program's. */
export const ownLoginsQuerySchema = v.strictObject({
  ...listQuerySchema(["expires_at"], {
    state: v.optional(loginStateSchema),
    /** A device id. */
    device: v.optional(sha256TextSchema),
    /** The time at which they began: epoch milliseconds, both included. */
    from: v.optional(moment),
    to: v.optional(moment),
  }).entries,
  ...newestFirst,
});
export type OwnLoginsQuery = v.InferOutput<typeof ownLoginsQuerySchema>;

/** Times in epoch milliseconds. Hostname, command and place are the machine's own claims. */
const rowEntries = {
  /** `rq_…` */
  id: v.string(),
  client: v.strictObject({ id: v.string(), name: v.string(), verified: v.boolean() }),
  state: loginStateSchema,
  /** The person said "I didn't start this", or the login was opened on a machine on which it was not started. */
  alarm: v.nullable(v.picklist(["denied_as_foreign", "opened_elsewhere"])),
  /** `id`: of the bound set. */
  machine: v.strictObject({ id: v.string(), device: v.string(), hostname: v.string() }),
  command: v.string(),
  cwd: v.string(),
  /** The address of the request, as the server saw it. */
  address: v.string(),
  scope: v.string(),
  resource: v.array(v.string()),
  created_at: v.number(),
  decided_at: v.nullable(v.number()),
};
export const ownLoginSchema = v.strictObject(rowEntries);
export type OwnLogin = v.InferOutput<typeof ownLoginSchema>;

export const ownLoginDetailSchema = v.strictObject({
  login: ownLoginSchema,
  context: contextSchema,
  authorization_details: authorizationDetailsSchema,
  /** The browser that met the command line. */
  browser: v.nullable(v.string()),
  /** The way on which both met (protocol §4.2); null where nobody did. */
  channel: v.nullable(channelSchema),
  /** The place of a command line elsewhere; null for one on the machine itself. */
  place: v.nullable(loginPlaceSchema),
  approved: v.nullable(
    v.strictObject({ at: v.number(), passkey: v.string(), authenticator: authenticatorShownSchema }),
  ),
  /** The code of the refusal. */
  reason: v.nullable(v.string()),
  /** The person's sentence as they denied it. */
  said: v.nullable(v.string()),
  /** The reason that the person typed before they approved, because a rule asked for one. */
  justification: v.nullable(v.string()),
  ticket: v.nullable(v.string()),
  granted: v.nullable(
    v.strictObject({
      /** `tf_…` */
      id: v.string(),
      scope: v.string(),
      /** `invalid`: something that they depend on is no longer active. */
      state: v.picklist(["active", "ended", "expired", "invalid"]),
      until: v.number(),
    }),
  ),
  /** Other places where its link was opened. About another person's browser it has only the time (threat R18). */
  opened_elsewhere: v.array(
    v.strictObject({
      at: v.number(),
      own: v.nullable(v.strictObject({ hostname: v.string(), browser: v.string() })),
    }),
  ),
  /**
   * Its events in the security log, the first one first; kinds as in `log-kinds.ts`. Those of a kind beyond the first few are put together:
   * `seq` and `at` are those of the last one, and `times` is their number.
   */
  events: v.array(v.strictObject({ seq: v.number(), at: v.number(), kind: v.string(), times: v.number() })),
});
export type OwnLoginDetail = v.InferOutput<typeof ownLoginDetailSchema>;

/** Logins that were started elsewhere and opened on a machine of this person. They were refused. The newest first. */
export const foreignLoginsQuerySchema = v.strictObject({ ...listQuerySchema(["seq"], {}).entries, ...newestFirst });
export const foreignLoginSchema = v.strictObject({
  seq: v.number(),
  at: v.number(),
  /** The machine on which it was opened. */
  machine: v.strictObject({ device: v.string(), hostname: v.string() }),
  browser: v.string(),
  /**
   * The person's own machine on which it was started; null where somebody else started it, about whom nothing is
   * revealed (threat R18).
   */
  own: v.nullable(v.strictObject({ hostname: v.string() })),
  /** `rq_…` */
  login: v.string(),
});
export type ForeignLogin = v.InferOutput<typeof foreignLoginSchema>;

const AT = "/api/console/account";

export const ownLoginsApi = {
  list: read(`${AT}/logins`, "account", ownLoginsQuerySchema, listAnswerSchema(ownLoginSchema)),
  exportList: file(`${AT}/logins/export`, "account", ownLoginsQuerySchema),
  view: read(`${AT}/logins/:id`, "account", emptyBodySchema, ownLoginDetailSchema),
  foreign: read(`${AT}/foreign-logins`, "account", foreignLoginsQuerySchema, listAnswerSchema(foreignLoginSchema)),
};
