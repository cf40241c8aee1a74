import { AccessRefused } from "../access-refused.ts";

/**
 * The members of a request that are read. A `Request` has them; adapters make them if the framework has something
 * else.
 */
export interface PresentedRequest {
  readonly method: string;
  /**
   * An absolute address, as in a `Request`, or one that begins with its path, as in the request line. Its own origin is
   * never believed.
   */
  readonly url: string;
  /** It joins several fields of one name by a comma, as `Headers.get` does. */
  readonly headers: { get(name: string): string | null };
}

/** Characters. A DPoP proof is smaller than a token: a key, an address, some ids. */
const MAX_PROOF_LENGTH = 8192;

/** auth-scheme, then token68 (RFC 9110 §11.4). Two fields joined by a comma do not match. */
const CREDENTIALS = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?: +([A-Za-z0-9\-._~+/]+=*))?$/;

/** A token and its proof; no proof comes with a token that is sent as Bearer. */
interface Presentation {
  readonly token: string;
  readonly proof: string | undefined;
}

/**
 * Reads exactly one token, presented as DPoP (RFC 9449 §7.1), and the DPoP header. The reader of the token limits its
 * length.
 *
 * @param bearer true if the token may be sent as Bearer (RFC 6750 §2.1)
 * @throws AccessRefused `token_missing`, `authorization_malformed`, `bearer_refused`, `scheme_refused`,
 * `proof_missing`, `proof_malformed`
 */
export function readPresentation(request: PresentedRequest, bearer: boolean): Presentation {
  const authorization = request.headers.get("authorization");
  if (authorization === null) throw new AccessRefused("token_missing");
  const credentials = CREDENTIALS.exec(authorization);
  if (credentials === null) throw new AccessRefused("authorization_malformed");
  const [, scheme = "", token] = credentials;
  const isBearer = scheme.toLowerCase() === "bearer";
  // RFC 9449 §7.2: an API that accepts bound tokens accepts none of them without its proof
  if (isBearer && !bearer) throw new AccessRefused("bearer_refused");
  if (!isBearer && scheme.toLowerCase() !== "dpop") throw new AccessRefused("scheme_refused");
  if (token === undefined) throw new AccessRefused("authorization_malformed");
  if (isBearer) return { token, proof: undefined };
  const proof = request.headers.get("dpop");
  if (proof === null) throw new AccessRefused("proof_missing");
  if (proof.length > MAX_PROOF_LENGTH) throw new AccessRefused("proof_malformed");
  return { token, proof };
}
