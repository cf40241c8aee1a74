import { AccessRefused } from "./access-refused.ts";

/** What is read of a request. A `Request` is one; adapters make one where the framework has something else. */
export interface PresentedRequest {
  readonly method: string;
  /** Absolute, as in a `Request`; or from its path on, as in the request line. Its own origin is never believed. */
  readonly url: string;
  /** As `Headers.get` does it: several fields of one name are joined by a comma. */
  readonly headers: { get(name: string): string | null };
}

/** A DPoP proof is smaller than a token: a key, an address, some ids. Characters. */
const MAX_PROOF_LENGTH = 8192;

/** auth-scheme, then token68 (RFC 9110 §11.4). Two fields joined by a comma do not match. */
const CREDENTIALS = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?: +([A-Za-z0-9\-._~+/]+=*))?$/;

/**
 * Exactly one token, presented as DPoP (RFC 9449 §7.1), and what stands in the DPoP header. How long a token may be, its
 * reader says.
 *
 * @throws AccessRefused `token_missing`, `authorization_malformed`, `bearer_refused`,
 * `scheme_refused`, `proof_missing`, `proof_malformed`
 */
export function readPresentation(request: PresentedRequest): { readonly token: string; readonly proof: string } {
  const authorization = request.headers.get("authorization");
  if (authorization === null) throw new AccessRefused("token_missing");
  const credentials = CREDENTIALS.exec(authorization);
  if (credentials === null) throw new AccessRefused("authorization_malformed");
  const [, scheme = "", token] = credentials;
  // RFC 9449 §7.2: whoever takes bound tokens takes none of them without its proof
  if (scheme.toLowerCase() === "bearer") throw new AccessRefused("bearer_refused");
  if (scheme.toLowerCase() !== "dpop") throw new AccessRefused("scheme_refused");
  if (token === undefined) throw new AccessRefused("authorization_malformed");
  const proof = request.headers.get("dpop");
  if (proof === null) throw new AccessRefused("proof_missing");
  if (proof.length > MAX_PROOF_LENGTH) throw new AccessRefused("proof_malformed");
  return { token, proof };
}
