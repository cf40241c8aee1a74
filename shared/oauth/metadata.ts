import * as v from "valibot";
import { issuerSchema } from "../claims.ts";
import { publicJwkSchema } from "../signing/keys.ts";

const endpoint = v.pipe(v.string(), v.maxLength(1024));

/** The members of the authorization server metadata (RFC 8414 §2) that our own clients read. */
export const metadataSchema = v.looseObject({
  issuer: issuerSchema,
  jwks_uri: endpoint,
  device_authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  /** RFC 7009 §2. */
  revocation_endpoint: v.optional(endpoint),
  /** Present if this server can tell a proven device key from a claimed one (protocol §3.8). */
  nearside_key_attestation: v.optional(v.pipe(v.array(v.string()), v.maxLength(16))),
  /** The ways on which this server lets a browser meet a command line (protocol §4.2); over loopback alone if it is absent. */
  nearside_channels: v.optional(v.pipe(v.array(v.string()), v.maxLength(16))),
  /** True if the server serves programs that only know a loopback redirect, through the keeper of their machine (protocol §6). */
  nearside_redirects: v.optional(v.boolean()),
  /** The places from which this server takes logins (protocol §10.2); older servers do not say. */
  nearside_remote_hosts: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** The facts of a machine's posture that this server takes (protocol §4.8); older servers refuse a statement that has any. */
  nearside_posture: v.optional(v.pipe(v.array(v.string()), v.maxLength(64))),
});

/** JWK Set (RFC 7517 §5) of server keys; other keys and members are ignored. */
export const serverKeySchema = v.object({
  ...publicJwkSchema.entries,
  kid: v.pipe(v.string(), v.maxLength(64)),
  alg: v.literal("ES256"),
});
export type ServerKey = v.InferOutput<typeof serverKeySchema>;
export const jwksSchema = v.object({ keys: v.pipe(v.array(v.unknown()), v.maxLength(64)) });

/**
 * The ES256 keys of a JWK Set document.
 *
 * @throws ValiError if it is no JWK Set
 */
export const serverKeysOf = (document: unknown): readonly ServerKey[] =>
  v.parse(jwksSchema, document).keys.flatMap((key) => {
    const parsed = v.safeParse(serverKeySchema, key);
    return parsed.success ? [parsed.output] : [];
  });
