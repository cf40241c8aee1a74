import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { isCanonicalBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { sha256TextSchema } from "../ids.ts";

/** Bytes as base64url. Lengths are in characters. */
const bytes = (shortest: number, longest: number) =>
  v.pipe(v.string(), v.minLength(shortest), v.maxLength(longest), v.check(isCanonicalBase64url));
/** A name that a person reads. It is a claim of the machine, or of a host. */
const nameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

/**
 * A host that this machine's own `ssh` has a session with (protocol §10.1). `host_key`, `session_id` and `signature` are as `ssh` tells its
 * agent by `session-bind@openssh.com`: the key or the certificate in SSH's own form (RFC 4253 §6.6), and the host's signature over the session
 * identifier, made in the key exchange (§7.2).
 */
const sshPlaceSchema = v.strictObject({
  kind: v.literal("ssh"),
  host_key: bytes(32, 4096),
  session_id: bytes(27, 86),
  signature: bytes(64, 2048),
  /** The time at which the machine's `ssh` began the session. */
  since: secondsSchema,
  /** The name under which the account's known_hosts has that key; null if it has none. */
  claimed_name: v.nullable(nameSchema),
  /** Further hosts in their order, each as the host before reports it. `fingerprint` is base64url(SHA-256(host key)). */
  hops: v.pipe(
    v.array(v.strictObject({ fingerprint: sha256TextSchema, claimed_name: v.nullable(nameSchema) })),
    v.maxLength(8),
  ),
});
export type SshPlace = v.InferOutput<typeof sshPlaceSchema>;

/** A container on this very machine, as the machine's keeper sees it. */
const containerPlaceSchema = v.strictObject({
  kind: v.literal("container"),
  /** The container's id, as its control group names it. */
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/)),
  /** `podman`, `docker` and so on; null if the machine does not tell. */
  runtime: v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_.-]{0,31}$/))),
  /** The time at which the container began. */
  since: secondsSchema,
  claimed_name: v.nullable(nameSchema),
});

/** The place of a command line that runs elsewhere than on the machine that vouches for it (protocol §10.1). */
export const placeSchema = v.variant("kind", [sshPlaceSchema, containerPlaceSchema]);
export type Place = v.InferOutput<typeof placeSchema>;

/**
 * Names one session with a host, or one run of a container: base64url(SHA-256(…)). Statements about the end of a place name it so (protocol
 * §10.5).
 */
export const placeId = (place: Place): Promise<string> =>
  sha256Base64url(
    place.kind === "ssh"
      ? `nearside/place/1\0ssh\0${place.host_key}\0${place.session_id}`
      : `nearside/place/1\0container\0${place.id}\0${place.since}`,
  );
