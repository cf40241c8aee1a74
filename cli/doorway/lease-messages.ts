import { browserTroubleSchema } from "@nearside/shared/api/browser-trouble.ts";
import { wantedSchema } from "@nearside/shared/api/login-requests.ts";
import { secondWaitSchema } from "@nearside/shared/api/second-wait.ts";
import { channelSchema, issuerSchema, secondsSchema, userSchema } from "@nearside/shared/claims.ts";
import { randomIdSchema, requestIdSchema, sha256TextSchema } from "@nearside/shared/ids.ts";
import { leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import { postureSchema } from "@nearside/shared/posture/posture.ts";
import { decidingRuleSchema } from "@nearside/shared/rules/asking.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import { LEASE_END_REASONS } from "@nearside/shared/statements/lease-end.ts";
import * as v from "valibot";

// The messages about leases (protocol §12), which go over the keeper's socket as all others do.

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const addressSchema = text(2048);

/** The wish for a lease, as a command or an agent puts it. Who asks, and to which lease it adds, are members of the call. */
const { type: _type, agent: _agent, after: _after, ...wished } = leaseDetailSchema.entries;
const wishSchema = v.strictObject(wished);
export type LeaseWish = v.InferOutput<typeof wishSchema>;

/** A wish for more than a lease has. What it leaves out of time, calls and idle time is what is left of that lease. */
const moreWishSchema = v.strictObject({ ...wished, for: v.exactOptional(wished.for) });
export type MoreWish = v.InferOutput<typeof moreWishSchema>;

/** The most that an agent sends with one request through the keeper. Characters. */
const MOST_SENT = 16_384;
/** The methods of a request that the keeper makes. */
export const FETCH_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
const headersSchema = v.pipe(v.array(v.strictTuple([text(64), text(2048)])), v.maxLength(16));

/** One API of a lease, and a part of its scope and tools. A member that is left out means all that was granted. */
const target = {
  /** Any lease of the caller's own tree, as NEARSIDE_LEASE names one. */
  lease: requestIdSchema,
  resource: addressSchema,
  scope: v.exactOptional(text(1024)),
  tool: v.exactOptional(text(128)),
};

/** Each is a call, by its verb. */
export const leaseCalls = {
  /** A program asks for a lease for itself and all that it starts. The lease lasts no longer than this connection. */
  lease_begin: {
    agent: leaseDetailSchema.entries.agent,
    wish: wishSchema,
    /** True if the keeper opens the page, and not the caller. */
    opens_page: v.boolean(),
    issuer: v.nullable(issuerSchema),
    user: v.nullable(text(128)),
    client_id: v.nullable(text(128)),
  },
  /** One within the tree of a lease asks for more. */
  lease_more: { lease: requestIdSchema, wish: moreWishSchema },
  lease_list: {},
  /** Null ends all of them. */
  lease_end: { lease: v.nullable(requestIdSchema) },
  lease_token: target,
  /** A proof for one request with such a token, by the key that it is bound to. */
  lease_proof: {
    lease: requestIdSchema,
    method: v.pipe(v.string(), v.regex(/^[A-Z]{1,16}$/)),
    url: addressSchema,
    nonce: v.exactOptional(text(256)),
    /** The token's hash (RFC 9449 §4.2 `ath`). */
    ath: sha256TextSchema,
  },
  /** The keeper makes the request: the caller sees no token. */
  lease_fetch: {
    lease: requestIdSchema,
    url: addressSchema,
    method: v.picklist(FETCH_METHODS),
    headers: headersSchema,
    body: v.nullable(text(MOST_SENT)),
    scope: v.exactOptional(text(1024)),
    tool: v.exactOptional(text(128)),
  },
};

/** The server said that it has ended: by its account page, an administrator, a rule, or something that was revoked. */
const ENDED_THERE = "ended_there";
/** Says why a lease has ended: its keeper tells the server, or is told by it. */
const leaseEndSchema = v.picklist([...LEASE_END_REASONS, ENDED_THERE]);
export type LeaseEnd = v.InferOutput<typeof leaseEndSchema>;

const leaseSchema = v.strictObject({
  id: requestIdSchema,
  issuer: issuerSchema,
  user: userSchema,
  agent: leaseDetailSchema.entries.agent,
  access: leaseDetailSchema.entries.access,
  /** The process with which it ends. */
  pid: v.number(),
  began: secondsSchema,
  ends: secondsSchema,
  /** Seconds without a token after which it ends. */
  idle: v.nullable(secondsSchema),
  /** Null if calls are not counted. */
  calls_left: v.nullable(v.number()),
});
/** A lease as the keeper tells about it. Nothing in it is secret. */
export type ToldLease = v.InferOutput<typeof leaseSchema>;
export const leaseListSchema = v.strictObject({ leases: v.array(leaseSchema) });
/** The lease that the caller was started under; `inside` stays true once that has ended, while its first process runs. */
export const leaseHereSchema = v.strictObject({ lease: v.nullable(requestIdSchema), inside: v.boolean() });
export const leasesEndedSchema = v.strictObject({ ended: v.number() });

const failed = {
  /** A code of the protocol, or one of this program's own. */
  code: text(64),
  message: text(2048),
  /** The sentence that the person typed as they denied it. */
  reason: v.nullable(text(300)),
  rules: v.array(decidingRuleSchema),
};
const leaseFailedSchema = v.strictObject({ failed: v.strictObject(failed) });
export type LeaseFailure = v.InferOutput<typeof leaseFailedSchema>["failed"];

/** The caller who asks for a lease is told this, line by line, until it is granted or refused, and then how it ended. */
export const leaseNewsSchema = v.variant("lease", [
  /** A caller within the tree of a lease is told no address: what it hears may be told on to a model. */
  v.strictObject({ lease: v.literal("asked"), url: v.nullable(addressSchema), expires_in: v.number() }),
  v.strictObject({ lease: v.literal("met"), channel: v.nullable(channelSchema) }),
  v.strictObject({
    lease: v.literal("peer_refused"),
    code: v.picklist(["peer_other_account", "peer_forwarded"]),
  }),
  v.strictObject({ lease: v.literal("trouble"), code: browserTroubleSchema }),
  v.strictObject({ lease: v.literal("protection"), posture: postureSchema, os: v.string() }),
  v.strictObject({ lease: v.literal("wanted"), wanted: v.nullable(wantedSchema) }),
  /** Its person has approved, and it waits for further people (protocol §11). */
  v.strictObject({ lease: v.literal("second"), second: secondWaitSchema, seconds_left: v.number() }),
  v.strictObject({ lease: v.literal("granted"), granted: leaseSchema }),
  v.strictObject({ lease: v.literal("failed"), failed: v.strictObject(failed) }),
  v.strictObject({ lease: v.literal("ended"), id: requestIdSchema, reason: leaseEndSchema }),
]);
export type LeaseNews = v.InferOutput<typeof leaseNewsSchema>;

const tokenSchema = v.strictObject({
  access_token: jwsSchema,
  /** Names the token, in the record of the lease too. */
  jti: randomIdSchema,
  /** It is told by this machine's own clock. */
  expires_at: secondsSchema,
  resource: addressSchema,
  scope: text(1024),
  /** True if it is valid for one request. */
  once: v.boolean(),
});
export type LeaseToken = v.InferOutput<typeof tokenSchema>;
export const leaseTokenSchema = v.union([v.strictObject({ token: tokenSchema }), leaseFailedSchema]);
export const leaseProofSchema = v.union([v.strictObject({ proof: jwsSchema }), leaseFailedSchema]);

/** An answer over the keeper comes in parts of so many characters: a line has an end. */
export const PART = 10_000;
export const leaseFetchedSchema = v.union([
  v.strictObject({
    fetched: v.strictObject({
      status: v.number(),
      headers: v.array(v.strictTuple([v.string(), v.string()])),
      /** The reason for which there is no body; null if it is whole. */
      left_out: v.nullable(v.picklist(["too_long", "content_type", "not_text"])),
    }),
  }),
  v.strictObject({ part: v.string() }),
  v.strictObject({ done: v.literal(true) }),
  leaseFailedSchema,
]);
export type LeaseFetched = v.InferOutput<typeof leaseFetchedSchema>;
