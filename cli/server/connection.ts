import { newRandomId, type RandomBytes } from "@nearside/shared/ids.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { factsIn, type Posture } from "@nearside/shared/posture/posture.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Waiting } from "../waiting.ts";
import { createHttp, type Http, type HttpAnswer, type TraceRequest } from "./http.ts";
import { fetchMetadata, type Metadata } from "./metadata.ts";
import { createServerClock, type ServerClock } from "./server-clock.ts";
import { createServerKeys, type ServerKeys } from "./server-keys.ts";

/** One server for the time of one command. */
export interface Connection extends Waiting {
  readonly issuer: string;
  readonly http: Http;
  readonly clock: ServerClock;
  readonly keys: ServerKeys;
  readonly random: RandomBytes;
  /** The socket of the SSH agent that was forwarded here; undefined if none was. */
  readonly forwardedAgent: string | undefined;
  /** Fetched once, and again if that failed. */
  metadata(): Promise<Metadata>;
  /** The nonce for the next DPoP proof (RFC 9449 §8.2), from the answer that came last. */
  dpopNonce(): string | undefined;
  noteDpopNonce(answer: HttpAnswer): void;
  /**
   * Gives what this machine says of its own protection, as a claim of a statement (protocol §4.8): the facts that this server takes. Nothing is
   * said to a server that does not ask.
   */
  postureClaim(): Promise<{ readonly posture?: Posture }>;
}

export interface ConnectionWorld extends Waiting {
  readonly random: RandomBytes;
  /** Ctrl-C. */
  readonly stop: AbortSignal;
  /** The socket of the SSH agent that was forwarded here; undefined if none was. */
  readonly forwardedAgent?: string | undefined;
  /** A look at this machine; left out where nobody looks. It throws nothing. */
  readonly posture?: () => Promise<Posture>;
  /** Undefined where nothing is traced. */
  readonly trace?: TraceRequest | undefined;
  /** The server's clock, if it is known better than this machine's own. */
  readonly clock?: ServerClock | undefined;
}

export function connect(
  issuer: string,
  {
    now,
    sleep,
    serverAway,
    random,
    stop,
    posture,
    forwardedAgent,
    trace,
    clock = createServerClock(now),
  }: ConnectionWorld,
): Connection {
  const http = createHttp(stop, trace && { issuer, trace });
  let fetched: Promise<Metadata> | undefined;
  const metadata = (): Promise<Metadata> => {
    if (fetched !== undefined) return fetched;
    const fetching = fetchMetadata(issuer, http);
    fetched = fetching;
    fetching.catch(() => {
      fetched = undefined;
    });
    return fetching;
  };
  let nonce: string | undefined;
  return {
    issuer,
    http,
    now,
    sleep,
    serverAway,
    random,
    forwardedAgent,
    metadata,
    clock,
    keys: createServerKeys(async () => (await metadata()).jwks_uri, http, now),
    dpopNonce: () => nonce,
    noteDpopNonce: ({ headers }) => {
      const sent = headers["dpop-nonce"];
      if (typeof sent === "string" && sent.length <= 256) nonce = sent;
    },
    postureClaim: async () => {
      const { nearside_posture: taken = [] } = await metadata();
      if (posture === undefined || taken.length === 0) return {};
      const seen = factsIn(await posture()).filter(([name]) => taken.includes(name));
      return { posture: Object.fromEntries(seen) };
    },
  };
}

/** The claims that each statement by a device key begins with (protocol §2): times in seconds of the server's clock, and an id for one use. */
export function deviceClaims(
  { issuer, clock, random }: Pick<Connection, "clock" | "issuer" | "random">,
  { thumbprint: iss }: Pick<Signer, "thumbprint">,
) {
  const iat = clock.seconds();
  return { iss, aud: issuer, jti: newRandomId(random), iat, exp: iat + DEVICE_STATEMENT_SECONDS };
}
