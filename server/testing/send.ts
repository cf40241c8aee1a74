import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import type { Answer } from "./answer.ts";
import { ISSUER, type TestServer } from "./test-server.ts";

/** What a browser keeps: the one cookie. */
export class Browser {
  #cookie: string | undefined;

  get headers(): Record<string, string> {
    return this.#cookie === undefined ? {} : { cookie: this.#cookie };
  }

  keep({ headers }: Answer): void {
    const [set] = headers.getSetCookie();
    if (set !== undefined) this.#cookie = set.split(";")[0];
  }
}

export type Headers = Readonly<Record<string, string>>;

const HOST = { host: new URL(ISSUER).host };

export async function postJson(
  server: TestServer,
  path: string,
  body: unknown,
  { browser, headers = {} }: { readonly browser?: Browser | undefined; readonly headers?: Headers } = {},
): Promise<Answer> {
  const answer = await server.fetch(
    new Request(ISSUER + path, {
      method: "POST",
      headers: { ...HOST, "content-type": "application/json", ...browser?.headers, ...headers },
      body: JSON.stringify(body),
    }),
  );
  browser?.keep(answer);
  return answer;
}

/** Parameters that are undefined are left out. */
export type Form = Readonly<Record<string, string | undefined>>;
/** A list stands once for each of its values. */
export type LongForm = Readonly<Record<string, string | readonly string[] | undefined>>;

/** @param hangUp breaks it off */
export function postForm(
  server: TestServer,
  path: string,
  form: LongForm,
  headers: Headers = {},
  hangUp?: AbortSignal,
): Promise<Answer> {
  const body = new URLSearchParams();
  for (const [name, value = []] of Object.entries(form))
    for (const each of typeof value === "string" ? [value] : value) body.append(name, each);
  const all = { method: "POST", headers: { ...HOST, ...headers }, body, signal: hangUp ?? null };
  return server.fetch(new Request(ISSUER + path, all));
}

export const getFrom = (server: TestServer, path: string, headers: Headers = {}): Promise<Answer> =>
  server.fetch(new Request(ISSUER + path, { headers: { ...HOST, ...headers } }));

/** One thing that is not as it should be in a DPoP proof. */
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
  server: TestServer,
  key: Signer,
  method: string,
  path: string,
  twist: ProofTwist = {},
): Promise<{ dpop: string }> {
  const [target] = path.split("?");
  const dpop = await signDpop(key, {
    method,
    url: `${ISSUER}${target}`,
    jti: server.id(),
    iat: server.now(),
    nonce: server.services.dpopNonces.current(),
    ...twist,
  });
  return { dpop };
}
