import * as v from "valibot";
import { keyStorageSchema } from "../../proof/key-storage.ts";
import { roleSchema } from "../../roles.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { authenticatorShownSchema } from "./authenticator-shown.ts";
import { read } from "./entry.ts";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * GET /api/console/account: the signed-in person, the machine, and the counts of the person's things. Times in epoch
 * milliseconds.
 */
export const ownAccountSchema = v.strictObject({
  user: v.strictObject({
    name: v.string(),
    display_name: v.string(),
    email: v.nullable(v.string()),
    role: roleSchema,
  }),
  here: v.strictObject({
    /** The id of the machine's bound set. */
    machine: v.string(),
    hostname: v.string(),
    os: v.string(),
    key_storage: keyStorageSchema,
    browser: v.string(),
    /** The passkey that signed in. */
    authenticator: authenticatorShownSchema,
    address: v.nullable(v.string()),
    signed_in_at: v.number(),
  }),
  counts: v.strictObject({
    /** The active machines. */
    machines: count,
    tokens: count,
    sessions: count,
    /** Recent logins that were started elsewhere and opened on a machine of this person. */
    foreign_logins: count,
  }),
  /** The number of days that count as recent. */
  lately_days: count,
});
export type OwnAccount = v.InferOutput<typeof ownAccountSchema>;

/** The result of ending something of one's own: the number of things that ended with it. */
export const ownEndedSchema = v.strictObject({
  logins: count,
  enrolments: count,
  credentials: count,
  /** True where the session of this request ended with it. */
  signed_out: v.boolean(),
});
export type OwnEnded = v.InferOutput<typeof ownEndedSchema>;

const AT = "/api/console/account";

export const ownAccountApi = {
  view: read(AT, "account", emptyBodySchema, ownAccountSchema),
};
