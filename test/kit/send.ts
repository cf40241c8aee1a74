import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import type { Answer } from "./answer.ts";

// The parties of a test reach the server by these, and send one message to it.

/** A server as a test reaches it: the app without its sockets (server/testing), or a process (test/steps). */
export interface Reached {
  /** An origin. */
  readonly issuer: string;
  /** Epoch seconds, of the server's clock. */
  now(): number;
  /** 128 bits that no other party drew, base64url: statements and ids need some. */
  id(): string;
  fetch(request: Request): Promise<Answer>;
  /** The nonce for the next DPoP proof (RFC 9449 §8), if the server has sent one. */
  dpopNonce(): string | undefined;
}

/** The one cookie that a browser keeps for the server. */
export class Browser {
  #cookie: string | undefined;

  /** @param cookie the one that it has from the start, such as a stolen one */
  constructor(cookie?: string) {
    this.#cookie = cookie;
  }

  get cookie(): string | undefined {
    return this.#cookie;
  }

  get headers(): Record<string, string> {
    return this.#cookie === undefined ? {} : { cookie: this.#cookie };
  }

  keep({ headers }: Answer): void {
    const [set] = headers.getSetCookie();
    if (set !== undefined) this.#cookie = set.split(";")[0];
  }
}

export type Headers = Readonly<Record<string, string>>;

export async function postJson(
  server: Reached,
  path: string,
  body: unknown,
  { browser, headers = {} }: { readonly browser?: Browser | undefined; readonly headers?: Headers } = {},
): Promise<Answer> {
  const answer = await server.fetch(
    new Request(server.issuer + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...browser?.headers, ...headers },
      body: JSON.stringify(body),
    }),
  );
  browser?.keep(answer);
  return answer;
}

/** Parameters that are undefined are left out. */
export type Form = Readonly<Record<string, string | undefined>>;
/** A form in which a list is sent once for each of its values. */
export type LongForm = Readonly<Record<string, string | readonly string[] | undefined>>;

/** @param hangUp breaks the request off */
export function postForm(
  server: Reached,
  path: string,
  form: LongForm,
  headers: Headers = {},
  hangUp?: AbortSignal,
): Promise<Answer> {
  const body = new URLSearchParams();
  for (const [name, value = []] of Object.entries(form))
    for (const each of typeof value === "string" ? [value] : value) body.append(name, each);
  return server.fetch(
    new Request(server.issuer + path, { method: "POST", headers: { ...headers }, body, signal: hangUp ?? null }),
  );
}

export const getFrom = (server: Reached, path: string, headers: Headers = {}): Promise<Answer> =>
  server.fetch(new Request(server.issuer + path, { headers: { ...headers } }));

/** One member of a DPoP proof that differs from an honest one. */
export interface ProofTwist {
  readonly method?: string;
  readonly url?: string;
  readonly nonce?: string | undefined;
  readonly iat?: number;
  readonly jti?: string;
  readonly statement?: string | undefined;
  readonly accessToken?: string | undefined;
}

/** The header with a proof by that key (RFC 9449), fresh unless twisted. */
export async function proofOf(
  server: Reached,
  key: Signer,
  method: string,
  path: string,
  twist: ProofTwist = {},
): Promise<{ dpop: string }> {
  const [target] = path.split("?");
  const dpop = await signDpop(key, {
    method,
    url: `${server.issuer}${target}`,
    jti: server.id(),
    iat: server.now(),
    nonce: server.dpopNonce(),
    ...twist,
  });
  return { dpop };
}

/**
 * Sends a message with a proof by that key. Where the server asks for another nonce than the one it was given, it tells it, and the
 * message goes out once more with a fresh proof (RFC 9449 §8).
 */
async function sendProved(
  server: Reached,
  { by, method, path, twist = {} }: { by: Signer; method: string; path: string; twist?: ProofTwist | undefined },
  send: (proof: { dpop: string }) => Promise<Answer>,
): Promise<Answer> {
  const nonce = server.dpopNonce();
  const answer = await send(await proofOf(server, by, method, path, { nonce, ...twist }));
  const next = answer.headers.get("dpop-nonce");
  // A refusal may bring a new nonce too, because nonces change with time. It was judged, so it is not sent again.
  const isJudged = answer.status < 400 || !/^\d+ use_dpop_nonce/.test(answer.outcome);
  if (isJudged || "nonce" in twist || next === null || next === nonce) return answer;
  return send(await proofOf(server, by, method, path, { nonce: next, ...twist }));
}

export const TOKEN = "/oauth/token";

/** Sends a form with a proof by that key. */
export const postProvedForm = (
  server: Reached,
  path: string,
  form: LongForm,
  by: Signer,
  twist?: ProofTwist,
): Promise<Answer> =>
  sendProved(server, { by, method: "POST", path, twist }, (proof) => postForm(server, path, form, proof));

/** Sends JSON with a proof by that key. @param headers beside the proof */
export const postProvedJson = (
  server: Reached,
  path: string,
  body: unknown,
  by: Signer,
  { twist, headers, browser }: { twist?: ProofTwist | undefined; headers?: Headers; browser?: Browser } = {},
): Promise<Answer> =>
  sendProved(server, { by, method: "POST", path, twist }, (proof) =>
    postJson(server, path, body, { browser, headers: { ...proof, ...headers } }),
  );

export const getProved = (server: Reached, path: string, by: Signer): Promise<Answer> =>
  sendProved(server, { by, method: "GET", path }, (proof) => getFrom(server, path, proof));
