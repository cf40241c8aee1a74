import type { StepUpDemand } from "../apis/step-up-demand.ts";
import type { NearsideEvent } from "./events.ts";

/** How a login is shown and ended. Given to `open`, it counts for everything; given again to a call, for that call. */
export interface HowToAsk {
  /** Told what goes on. What it throws changes nothing. */
  readonly onEvent?: ((event: NearsideEvent) => void) | undefined;
  /**
   * `true` unless set: opens the approval page in the person's browser. `false`: only tells its address by `approval_needed`.
   * A function opens it in its own way.
   */
  readonly openBrowser?: boolean | ((url: string) => void | Promise<void>) | undefined;
  /** Ends what is going on, at once: it then fails with `interrupted`, and nothing stays open. */
  readonly signal?: AbortSignal | undefined;
}

export interface NearsideOptions extends HowToAsk {
  /** By which the login server knows this program. */
  readonly clientId: string;
  /** "https://login.example.com". May be left out where this machine is enrolled with one server only. */
  readonly issuer?: string | undefined;
  /** The person's name there. May be left out where this machine is enrolled for one only. */
  readonly user?: string | undefined;
}

/** RFC 9396: what exactly the token is for. Members besides `type` are the API's own; JSON values. */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface SignInOptions extends HowToAsk {
  /** What the token is for: "orders:read orders:write", or a list. */
  readonly scope?: string | readonly string[] | undefined;
  /** Where the token is for (RFC 8707): the APIs' addresses as the server knows them. None: the login server itself. */
  readonly resource?: string | readonly string[] | undefined;
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined;
  /** A kept login must not be older. Seconds since the person approved; 0 asks for a new one in any case. */
  readonly maxAge?: number | undefined;
  /** The login must be of one of these classes (`acr`) or, of Nearside's own, a higher one. The one liked best first. */
  readonly acrValues?: readonly string[] | undefined;
  /** `false`: never asks the person; without a kept login that fits, it fails with `not_signed_in`. `true` unless set. */
  readonly interactive?: boolean | undefined;
  /**
   * Whether `session.fetch` may begin a new login, once for a request, where the API demands one. `false` unless set. A
   * function decides each time.
   */
  readonly stepUp?: boolean | ((demand: StepUpDemand) => boolean | Promise<boolean>) | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ProofOptions extends CallOptions {
  /** What the API sent as `DPoP-Nonce` (RFC 9449 §9). */
  readonly nonce?: string | undefined;
}

/** As of `fetch`. Redirects are never followed: they are given back, for the token and its proof are for one address. */
export type SessionRequest = Omit<RequestInit, "redirect">;
