import type { AuthorizationDetail, CallOptions, ProofOptions, SessionRequest } from "./options.ts";

/** An access token (RFC 9068) that opens nothing by itself: each request needs a proof by a key of this machine (RFC 9449). */
export interface Token {
  readonly accessToken: string;
  /** Epoch seconds by this machine's clock, at least a minute from now. */
  readonly expiresAt: number;
  /** Space-separated. */
  readonly scope: string;
  /** The places that take it (`aud`). */
  readonly audience: readonly string[];
}

/** A proof for one request, with the token that it is for. */
export interface Proof {
  /** The proof of RFC 9449 §4.2, which is good once, for a minute. */
  readonly proof: string;
  readonly accessToken: string;
  /** Token and proof as header fields of that request. */
  readonly headers: { readonly authorization: string; readonly dpop: string };
}

/** One person, signed in to one program. It is kept on this machine, and renewed by itself until the server ends it. */
export interface Session {
  /** The login server, an origin. */
  readonly issuer: string;
  /** The person that signed in: the server's id of them, and their name there. */
  readonly user: { readonly id: string; readonly name: string };
  readonly clientId: string;
  /** The granted scope, space-separated. It has more after a step-up. */
  readonly scope: string;
  /** The APIs that the token is for (RFC 8707), as `signIn` named them; [] means the login server itself. */
  readonly resource: readonly string[];
  /** The approved purposes (RFC 9396); can be empty. */
  readonly authorizationDetails: readonly AuthorizationDetail[];

  /**
   * The token, renewed if it has less than a minute left.
   *
   * @throws NearsideError `not_signed_in` (signed out meanwhile), `credential_revoked`, `server_unreachable`, …
   */
  token(options?: CallOptions): Promise<Token>;

  /**
   * A proof for a request that something else sends.
   *
   * @param method as sent: "GET"
   * @param url of an API that the token is for
   * @throws NearsideError `address_not_granted`, and as `token`
   */
  proof(method: string, url: string | URL, options?: ProofOptions): Promise<Proof>;

  /**
   * `fetch` with token and proof. If the API wants a nonce in the proof, the request is sent again with one. If it demands
   * another login and `stepUp` allows that, the person is asked, and the request is sent again. Each happens once, and only
   * if the body can be sent twice (no stream, no `Request` with a body). The answer is given back, whatever its status.
   *
   * @throws NearsideError `address_not_granted` before anything was sent, `demand_not_met` if the new login does not
   * meet the API's demand, and as `token` and `signIn`; TypeError, as of `fetch`, if the API can't be reached
   */
  fetch(input: string | URL | Request, init?: SessionRequest): Promise<Response>;
}
