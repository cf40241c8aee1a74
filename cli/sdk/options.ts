import type { StepUpDemand } from "../apis/step-up-demand.ts";
import type { NearsideEvent } from "./events.ts";

/** Says how a login is shown and ended. Given to `open`, it counts for everything; given again to a call, for that call. */
export interface HowToAsk {
  /** Called with what happens. An error that it throws changes nothing. */
  readonly onEvent?: ((event: NearsideEvent) => void) | undefined;
  /**
   * `true` unless set: opens the approval page in the person's browser. `false` only tells its address by
   * `approval_needed`. A function opens it in its own way.
   */
  readonly openBrowser?: boolean | ((url: string) => void | Promise<void>) | undefined;
  /** Ends what is under way, at once: it then fails with `interrupted`, and nothing stays open. */
  readonly signal?: AbortSignal | undefined;
}

export interface NearsideOptions extends HowToAsk {
  /** The name by which the login server knows this program. */
  readonly clientId: string;
  /** "https://login.example.com". It may be left out if this machine is enrolled with one server only. */
  readonly issuer?: string | undefined;
  /** The person's name at that server. It may be left out if this machine is enrolled for one person only. */
  readonly user?: string | undefined;
}

/** An exact purpose of the token (RFC 9396). Members besides `type` are the API's own, and are JSON values. */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface SignInOptions extends HowToAsk {
  /** The scope of the token: "orders:read orders:write", or a list. */
  readonly scope?: string | readonly string[] | undefined;
  /**
   * The APIs that the token is for (RFC 8707), by the addresses that the server knows. Without one it is for the login
   * server itself.
   */
  readonly resource?: string | readonly string[] | undefined;
  /** The exact purposes that the person approves, shown to them (RFC 9396). */
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined;
  /** A kept login must not be older. Seconds since the person approved; 0 asks for a new login in any case. */
  readonly maxAge?: number | undefined;
  /** The login must be of one of these classes (`acr`) or, of Nearside's own, of a higher one. The best liked comes first. */
  readonly acrValues?: readonly string[] | undefined;
  /** `true` unless set. `false` never asks the person: without a kept login that fits, it fails with `not_signed_in`. */
  readonly interactive?: boolean | undefined;
  /**
   * `true` lets `session.fetch` begin a new login, once for a request, if the API demands one. `false` unless set. A
   * function decides each time.
   */
  readonly stepUp?: boolean | ((demand: StepUpDemand) => boolean | Promise<boolean>) | undefined;
}

export interface CallOptions {
  /** Ends this call at once, with `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

export interface ProofOptions extends CallOptions {
  /** The API's last `DPoP-Nonce` (RFC 9449 §9). */
  readonly nonce?: string | undefined;
}

/**
 * The options of `fetch`. Redirects are never followed: they are given back, for the token and its proof are for one
 * address.
 */
export type SessionRequest = Omit<RequestInit, "redirect">;
