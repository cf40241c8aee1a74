import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";

// GET /api/console/account/sessions · POST …/sessions/:id/end · …/sessions/end-all

/** One sign-in to console and account. Times in epoch milliseconds. */
const ownSessionSchema = v.strictObject({
  /** A hash of its cookie, which opens nothing. */
  id: v.string(),
  /** `id`: of the bound set. */
  machine: v.strictObject({ id: v.string(), hostname: v.string() }),
  browser: v.string(),
  address: v.nullable(v.string()),
  created_at: v.number(),
  seen_at: v.number(),
  /** The time at which it ends by itself. */
  ends_at: v.number(),
  is_here: v.boolean(),
  /** `invalid`: something that it depends on is no longer active. */
  state: v.picklist(["active", "ended", "expired", "invalid"]),
});
export type OwnSession = v.InferOutput<typeof ownSessionSchema>;
/** The last sessions only, the newest first. */
export const ownSessionsSchema = v.strictObject({ sessions: v.array(ownSessionSchema) });

/** `this_too`: true ends the session of this request as well. */
const endSessionsSchema = v.strictObject({ this_too: v.boolean() });
export const endedSessionsSchema = v.strictObject({ sessions: v.number(), signed_out: v.boolean() });

const AT = "/api/console/account/sessions";

export const ownSessionsApi = {
  list: read(AT, "account", emptyBodySchema, ownSessionsSchema),
  end: change(`${AT}/:id/end`, "account", emptyBodySchema, endedSessionsSchema, { errors: ["conflict"] }),
  endAll: change(`${AT}/end-all`, "account", endSessionsSchema, endedSessionsSchema),
};
