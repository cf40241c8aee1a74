import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";

// GET /api/console/account/sessions · POST …/sessions/:id/end · …/sessions/end-all

/** One sign-in to console and account. Times in epoch milliseconds. */
const ownSessionSchema = v.strictObject({
  /** A hash of its cookie: nothing can be opened by it. */
  id: v.string(),
  /** `id`: of the bound set. */
  machine: v.strictObject({ id: v.string(), hostname: v.string() }),
  browser: v.string(),
  address: v.nullable(v.string()),
  created_at: v.number(),
  seen_at: v.number(),
  /** When it is over by itself. */
  ends_at: v.number(),
  is_here: v.boolean(),
  /** `fallen`: something that it rests on is no longer in force. */
  state: v.picklist(["in_force", "ended", "over", "fallen"]),
});
export type OwnSession = v.InferOutput<typeof ownSessionSchema>;
/** The newest first; the last ones only. */
export const ownSessionsSchema = v.strictObject({ sessions: v.array(ownSessionSchema) });

/** `this_too`: whether the one from which it is asked ends as well. */
export const endSessionsSchema = v.strictObject({ this_too: v.boolean() });
export const endedSessionsSchema = v.strictObject({ sessions: v.number(), signed_out: v.boolean() });

const AT = "/api/console/account/sessions";

export const ownSessionsApi = {
  list: read(AT, "account", emptyBodySchema, ownSessionsSchema),
  end: change(`${AT}/:id/end`, "account", emptyBodySchema, endedSessionsSchema),
  endAll: change(`${AT}/end-all`, "account", endSessionsSchema, endedSessionsSchema),
};
