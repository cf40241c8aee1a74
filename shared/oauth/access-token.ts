import * as v from "valibot";
import { authorizationDetailsSchema, confirmationSchema, issuerSchema, secondsSchema } from "../claims.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { randomIdSchema, requestIdSchema, sha256TextSchema, userIdSchema } from "../ids.ts";
import { proofSchema } from "../proof/proof-tier.ts";
import { defineStatement, type Read } from "../statements/statement.ts";
import { type WrittenScope, writtenScopeSchema } from "./written-scope.ts";

/**
 * The actor in the person's name (RFC 8693 §4.1) is a registered resource server, or the agent of a lease (protocol §12), whose name is
 * reported by its machine; `act` is the one that had the token before it.
 */
interface Actor {
  readonly sub: string;
  /** Id of the lease, of an agent. */
  readonly lease?: string | undefined;
  readonly act?: Actor | undefined;
}
const actorSchema: v.GenericSchema<unknown, Actor> = v.strictObject({
  sub: v.pipe(v.string(), v.maxLength(128)),
  lease: v.optional(requestIdSchema),
  act: v.optional(v.lazy(() => actorSchema)), // as deep as any statement may be (`encoding/json.ts`)
});

/** The lease that a token came out of (protocol §12.2). */
const leaseSchema = v.strictObject({
  id: requestIdSchema,
  /** An API takes it for one request. */
  once: v.exactOptional(v.literal(true)),
  /** The tools of the API that it is for; left out, no tool was named. */
  tools: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.minLength(1), v.maxLength(32))),
});

/** The place where its revocation is published (draft-ietf-oauth-status-list §6). */
const statusSchema = v.strictObject({
  status_list: v.strictObject({
    idx: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    uri: v.pipe(v.string(), v.maxLength(1024)),
  }),
});

const claims = v.strictObject({
  iss: issuerSchema,
  sub: userIdSchema,
  aud: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.minLength(1), v.maxLength(16)),
  client_id: v.pipe(v.string(), v.maxLength(128)),
  scope: writtenScopeSchema,
  /** Left out where none were granted. */
  authorization_details: v.optional(v.pipe(authorizationDetailsSchema, v.minLength(1))),
  jti: randomIdSchema,
  iat: secondsSchema,
  exp: secondsSchema,
  auth_time: secondsSchema,
  acr: v.pipe(v.string(), v.maxLength(255)),
  amr: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8)),
  /** The key that it is bound to; left out of the token of a program that only knows a redirect (protocol §6). */
  cnf: v.exactOptional(confirmationSchema),
  device: sha256TextSchema,
  request: requestIdSchema,
  chain: sha256TextSchema,
  /** The proof that `acr` rests on; absent in tokens that are older than this claim. */
  proof: v.optional(proofSchema),
  /**
   * `jti` of the token that it was exchanged for (RFC 8693). Everything that holds for that token holds for this one.
   */
  parent: v.optional(randomIdSchema),
  act: v.optional(actorSchema),
  lease: v.exactOptional(leaseSchema),
  status: v.optional(statusSchema),
});
type Claims = v.InferOutput<typeof claims>;

/** JWT access token (RFC 9068) with the claims of protocol §4.6. */
export const accessToken = defineStatement<"kid", Claims, Omit<Claims, "scope"> & WrittenScope>(
  "at+jwt",
  "kid",
  claims,
);
export type AccessToken = Read<typeof accessToken>;

/**
 * The claim `chain` (protocol §4.6): base64url(SHA-256(H(decision) ‖ "." ‖ base64url(SHA-256(assertion signature)))),
 * with another dot and the hash of its signature if a security key was touched as well, and for each second approver
 * (protocol §11).
 *
 * @param signature the assertion's signature as the authenticator gave it, or that of the approval on which this one
 * rests
 * @param securityKey the signature of the security key's assertion; null if none was demanded
 * @param others the signatures of second approvers, in the order in which they approved
 */
export async function chainClaim(
  decisionHash: string,
  signature: Uint8Array<ArrayBuffer>,
  securityKey: Uint8Array<ArrayBuffer> | null = null,
  others: readonly Uint8Array<ArrayBuffer>[] = [],
): Promise<string> {
  const touches = [signature, ...(securityKey === null ? [] : [securityKey]), ...others];
  const hashes = await Promise.all(touches.map((touch) => sha256Base64url(touch)));
  return sha256Base64url([decisionHash, ...hashes].join("."));
}
