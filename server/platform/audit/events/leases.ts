import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

// Events of leases (protocol §12). Their subject is the lease, which is the id of its login: what it allows, and its agent's name, are read
// from the login's facts.

/** A lease began: its login got its tokens. `calls`: how many tokens it may give; null where they are not counted. */
export const leaseBegan = defineEvent(
  "lease_began",
  1,
  "once",
  v.strictObject({
    family_id: v.string(),
    expires_at: v.number(),
    calls: v.nullable(v.number()),
    apis: v.number(),
  }),
);

/** A token came out of a lease. `calls_left`: null where they are not counted. */
export const leaseToken = defineEvent(
  "lease_token",
  1,
  { limit: "login_exchanges" },
  v.strictObject({
    family_id: v.string(),
    access_token_jti: v.string(),
    resource: v.string(),
    scope: v.string(),
    tool: v.nullable(v.string()),
    calls_left: v.nullable(v.number()),
  }),
);

/** A keeper ended its lease, and says why. Whatever else ends one is the event of that, such as `token_revoked`. */
export const leaseEnded = defineEvent(
  "lease_ended",
  1,
  "once",
  v.strictObject({ family_id: v.string(), reason: v.string() }),
);
