import { newRandomId, newRequestId, newUserId, type RandomBytes } from "@nearside/shared/ids.ts";
import { type AccessToken, accessToken, chainClaim } from "@nearside/shared/oauth/access-token.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type DpopRequest, signDpop } from "@nearside/shared/statements/dpop.ts";
import { newSigner } from "../../test/kit/keys.ts";
import { publishStatusList, STATUS_LIST, statusOf } from "./status-list.ts";
import type { TestIssuer } from "./test-issuer.ts";

/** The API's public origin. Its socket listens elsewhere, as behind a proxy. */
export const ORIGIN = "https://api.example";
export const SCOPE = "orders:read";
const ACR = "urn:nearside:acr:same-machine";
const START_SECONDS = 1_800_000_000;

/** The claims as the server writes them. */
export type Claims = AccessToken["claims"];

/** A request as it goes over the wire: header fields in order, duplicates too. */
export interface Ask {
  readonly method: string;
  /** The target, as in the request line. */
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Counts in place of chance: each id is new, and each run the same. */
function counting(): RandomBytes {
  let count = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(length - 4, ++count);
    return bytes;
  };
}

/** A command line that holds a token of the issuer, with the clock of the whole test. */
export class Client {
  readonly issuer: TestIssuer;
  readonly session: Signer;
  readonly random = counting();
  #seconds = START_SECONDS;

  private constructor(issuer: TestIssuer, session: Signer) {
    this.issuer = issuer;
    this.session = session;
  }

  static async of(issuer: TestIssuer): Promise<Client> {
    const client = new Client(issuer, await newSigner());
    publishStatusList(issuer, { now: client.now });
    return client;
  }

  /** Epoch milliseconds. */
  readonly clock = (): number => this.#seconds * 1000;
  readonly now = (): number => this.#seconds;
  pass(seconds: number): void {
    this.#seconds += seconds;
  }

  /** The claims that the server gives a token (server/protocol/tokens/mint-tokens.ts). */
  async claims(twist: Partial<Claims> = {}): Promise<Claims> {
    return {
      iss: this.issuer.issuer,
      sub: newUserId(this.random),
      aud: [ORIGIN],
      client_id: "nearside-cli",
      scope: SCOPE,
      jti: newRandomId(this.random),
      iat: this.now(),
      exp: this.now() + 900,
      auth_time: this.now(),
      acr: ACR,
      amr: ["pop", "user"],
      cnf: { jkt: this.session.thumbprint },
      device: this.session.thumbprint,
      request: newRequestId(this.random),
      chain: await chainClaim(this.session.thumbprint, new Uint8Array(8)),
      status: statusOf(this.issuer, STATUS_LIST.standing),
      ...twist,
    };
  }

  async token(twist: Partial<Claims> = {}, by: Signer = this.issuer.signer): Promise<string> {
    return this.signed(await this.claims(twist), by);
  }

  signed(claims: Claims, by: Signer = this.issuer.signer): Promise<string> {
    return accessToken.sign(by, claims);
  }

  proof(accessToken: string, ask: Pick<Ask, "method" | "path">, twist: Partial<DpopRequest> = {}, by?: Signer) {
    const proof = { method: ask.method, url: ORIGIN + ask.path, jti: newRandomId(this.random), iat: this.now() };
    return signDpop(by ?? this.session, { ...proof, accessToken, ...twist });
  }

  /** Makes an honest request, changed by `twist`. */
  async ask(
    method: string,
    path: string,
    twist: { readonly token?: Partial<Claims>; readonly proof?: Partial<DpopRequest> } = {},
  ): Promise<Ask> {
    const token = await this.token(twist.token);
    return this.asking(method, path, token, await this.proof(token, { method, path }, twist.proof));
  }

  asking(method: string, path: string, token: string, proof: string): Ask {
    const fields = [
      ["Authorization", `DPoP ${token}`],
      ["DPoP", proof],
    ] as const;
    return { method, path, fields };
  }
}
