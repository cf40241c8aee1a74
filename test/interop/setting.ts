// Clients of other people's making meet this: the server as it ships, with one enrolled machine, and the API of examples/.
// They know its address, what its metadata says, and the one parameter that the protocol adds.

import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { exportJWK } from "jose";
import * as v from "valibot";
import { type Api, newApi, writtenDown } from "../kit/apis.ts";
import { freePort } from "../kit/free-port.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, decisionOn, deviceStatementOf, meetForLogin } from "../steps/logging-in.ts";
import { knowing } from "../steps/people.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startOrdersApi } from "../support/orders-api.ts";

/** Called by the orders API, never by a program. */
export const STOCK = "https://stock.example";
const SCOPE = "openid profile orders:read orders:write";

export interface Setting {
  /** Its machine's session key is the library's: see {@link withSessionKey}. */
  readonly stage: EnrolledStage;
  /** Origin of the API of examples/, which runs. */
  readonly origin: string;
  /** That API, as the server knows it. */
  readonly orders: Api;
}

/** @param others APIs that tokens may be for beside that one, by origin */
export async function openSetting(atEnd: AtEnd, others: readonly string[] = []): Promise<Setting> {
  const origin = `http://localhost:${await freePort()}`;
  const orders = await newApi("orders-api");
  const client = { id: CLIENT, name: "Somebody's tool", scopes: SCOPE.split(" "), resources: [origin, ...others] };
  const exchange = { resources: [STOCK], scopes: ["orders:read"] };
  const settings = await knowing(atEnd, [client], { resourceServers: [writtenDown(orders, [origin], exchange)] });
  const stage = await openEnrolledStage(atEnd, settings);
  const api = await startOrdersApi({ issuer: stage.issuer, origin, env: { PATH: process.env["PATH"] ?? "" } });
  atEnd(async () => void (await api.stop()));
  return { stage, origin, orders };
}

/** The key by which that API authenticates, as the libraries take it. */
export const cryptoKeyOf = ({ key }: Api): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "jwk",
    v.parse(v.looseObject({}), key.privateKey.export({ format: "jwk" })),
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["sign"],
  );

/** Signs by a key that a library made and keeps: its private part need not be extractable. */
const signerOf = async ({ privateKey, publicKey }: CryptoKeyPair): Promise<Signer> =>
  webCryptoSigner(privateKey, v.parse(publicJwkSchema, await exportJWK(publicKey)));

/** Returns that machine, for the login whose session key a library made. */
export const withSessionKey = async (stage: EnrolledStage, pair: CryptoKeyPair): Promise<EnrolledStage> => ({
  ...stage,
  parties: { ...stage.parties, session: { ...stage.parties.session, ...(await signerOf(pair)) } },
});

/** §4.1, of any client: the parameters of RFC 8628 and RFC 8707, and the one that is ours. */
export async function parametersOf(stage: EnrolledStage, ...origins: readonly string[]): Promise<URLSearchParams> {
  return new URLSearchParams([
    ["scope", SCOPE],
    ...[stage.issuer, ...origins].map((resource) => ["resource", resource]),
    ["device_statement", await deviceStatementOf(stage)],
  ]);
}

/** §4.3 to §4.5: machine, browser and person do their part for the login that a library began. @param answer as it came */
export async function letApprove(stage: EnrolledStage, answer: unknown): Promise<void> {
  const read = await request.read(v.parse(deviceAuthorizationAnswerSchema, answer).request);
  const login = { request: read, id: read.claims.jti };
  await meetForLogin(stage, login);
  const { status } = await approve(stage, login, await decisionOn(stage, login));
  if (status !== 200) throw new Error(`the approval was answered by ${status}`);
}
