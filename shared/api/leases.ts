import * as v from "valibot";
import { parseUrl } from "../encoding/parse-url.ts";
import { randomIdSchema } from "../ids.ts";
import { jwsSchema } from "../signing/jws.ts";
import { entry } from "./entry.ts";

// POST /api/leases/{request id}/… : what a keeper tells of its lease, and is told (protocol §12.3).

const stateSchema = v.picklist(["active", "ended"]);
const callsLeftSchema = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)));

/** POST …/end: why the keeper ended it, signed by the session key. */
const endBodySchema = v.strictObject({ end: jwsSchema });

/** POST …/state: what the keeper knows; null knows nothing. It is held back while that is how it is. */
const stateBodySchema = v.strictObject({
  known: v.nullable(v.strictObject({ state: stateSchema, calls_left: callsLeftSchema })),
});
/** Says in one word why it ended; null while it has not. `calls_left` is null where its tokens are not counted. A later server may say more. */
export const leaseStateAnswerSchema = v.object({
  state: stateSchema,
  reason: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  calls_left: callsLeftSchema,
});
export type LeaseState = v.InferOutput<typeof leaseStateAnswerSchema>;

/** Calls that one message tells of, at most. */
const MOST_CALLS = 64;

/** Without query, fragment and user: these are the agent's, and may be secrets. */
const isBare = (text: string): boolean => {
  const url = parseUrl(text);
  return url !== undefined && url.search + url.hash + url.username + url.password === "" && !/[?#]/.test(text);
};

/** A call that the keeper made with one token. */
const callSchema = v.strictObject({
  jti: randomIdSchema,
  method: v.pipe(v.string(), v.regex(/^[A-Z]{1,16}$/)),
  url: v.pipe(v.string(), v.maxLength(1024), v.regex(/^[\x21-\x7e]+$/), v.check(isBare)),
  /** The status of the answer; 0 if none came. */
  status: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(599)),
});
export type LeaseCall = v.InferOutput<typeof callSchema>;
const callsBodySchema = v.strictObject({
  calls: v.pipe(v.array(callSchema), v.minLength(1), v.maxLength(MOST_CALLS)),
});

const AT = "/api/leases/:id";

export const leaseEnd = entry("POST", `${AT}/end`, endBodySchema, null);
export const leaseState = entry("POST", `${AT}/state`, stateBodySchema, leaseStateAnswerSchema);
export const leaseCalls = entry("POST", `${AT}/calls`, callsBodySchema, null);
