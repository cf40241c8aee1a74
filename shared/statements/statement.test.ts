import { beforeAll, describe, expect, it } from "vitest";
import { accessToken } from "../oauth/access-token.ts";
import { Refused } from "../refused.ts";
import { verifySignature } from "../signing/jws.ts";
import type { Signer } from "../signing/keys.ts";
import { webCryptoSigner } from "../signing/web-crypto-signer.ts";
import { browserStatement } from "./browser.ts";
import { coAnswer } from "./co-answer.ts";
import { coDecision } from "./co-decision.ts";
import { coQuestion } from "./co-question.ts";
import { coRefusal } from "./co-refusal.ts";
import { coReview } from "./co-review.ts";
import { decision } from "./decision.ts";
import { denial } from "./denial.ts";
import { deviceStatement } from "./device.ts";
import { enrolment } from "./enrolment.ts";
import { enrolmentRequest } from "./enrolment-request.ts";
import { hello } from "./hello.ts";
import { keyChallenge } from "./key-challenge.ts";
import { attestation } from "./locality.ts";
import { nonce } from "./nonce.ts";
import { ENDED_KINDS, offboarding } from "./offboarding.ts";
import { peerRefusal } from "./peer-refusal.ts";
import { presenceProof } from "./presence.ts";
import { receipt } from "./receipt.ts";
import { refreshStatement } from "./refresh.ts";
import { report } from "./report.ts";
import { request } from "./request.ts";

const HASH = "A".repeat(43);
const ID = "A".repeat(22);
const ISSUER = "https://login.example.com";
const LOOPBACK = { address: "127.0.0.1", port: 40_000 } as const;
const USER = { id: `us_${ID}`, name: "Ada" };
const PASSKEY = { credential_id: ID, public_key: "A".repeat(103) };
const TIMES = { iat: 1, exp: 2 };
const CNF = { jkt: HASH };
const NOWHERE = { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null };
const MACHINE = { iss: HASH, aud: ISSUER, jti: ID, ...TIMES };

type Kinds<T> = Record<(typeof ENDED_KINDS)[number], T>;
const NOTHING = <T>(of: T): Kinds<T> => Object.fromEntries(ENDED_KINDS.map((kind) => [kind, of])) as Kinds<T>;

const CO_DECISION = {
  ...{ iss: ISSUER, jti: ID, ...TIMES, request: HASH, decision: HASH, approval: HASH, approved_at: 1 },
  initiator: { user: USER, device: HASH, key_storage: "file", met: "loopback" },
  ...{ facts: HASH, approver: { user: USER, device: HASH, extension_jkt: HASH }, keys: HASH },
} as const;

/** Every statement of the protocol, with how it is signed and read. */
const STATEMENTS = {
  device: (by: Signer) => deviceStatement.sign(by, { ...MACHINE, cnf: CNF, loopback: LOOPBACK, context: NOWHERE }),
  request: (by: Signer) =>
    request.sign(by, {
      ...{ iss: ISSUER, jti: `rq_${ID}`, ...TIMES },
      ...{ sub_jkt: HASH, statement: HASH, loopback: LOOPBACK, facts: HASH, extensions: [] },
    }),
  nonce: (by: Signer) => nonce.sign(by, { iss: ISSUER, request: HASH, nonce: ID, ...TIMES }),
  hello: (by: Signer) => hello.sign(by, { request: HASH, nonce: ID, xn: ID }),
  presence: (by: Signer) =>
    presenceProof.sign(by, {
      ...{ request: HASH, nonce: ID, xn: ID, jkt: HASH },
      peer: { account: "unknown", process: null, forwarded: "unknown" },
    }),
  attestation: (by: Signer) => attestation.sign(by, { presence: HASH, loopback: LOOPBACK, browser: "Chromium" }),
  decision: (by: Signer) =>
    decision.sign(by, {
      ...{ iss: ISSUER, jti: ID, iat: 1, attestation: HASH, user: USER, device: HASH, facts: HASH },
      ...{ key_storage: "file", lifetime: { access_token: 1, refresh_token: 2 }, justification: null },
      rules: { outcome: "approve", version: "1" },
    }),
  coDecision: (by: Signer) => coDecision.sign(by, { ...CO_DECISION, among: [0, 2] }),
  coReview: (by: Signer) => coReview.sign(by, { co_decision: HASH, browser: "Chromium" }),
  coRefusal: (by: Signer) => coRefusal.sign(by, { co_decision: HASH, reason: "Use staging." }),
  coQuestion: (by: Signer) => coQuestion.sign(by, { co_decision: HASH, question: "Why now?" }),
  coAnswer: (by: Signer) => coAnswer.sign(by, { request: HASH, question: HASH, answer: "The shop is down.", iat: 1 }),
  denial: (by: Signer) => denial.sign(by, { attestation: HASH }),
  report: (by: Signer) => report.sign(by, { request: HASH, reason: "started_elsewhere", nonce: ID, iat: 1 }),
  peerRefusal: (by: Signer) => peerRefusal.sign(by, { request: HASH, code: "peer_forwarded", jti: ID, iat: 1 }),
  refresh: (by: Signer) => refreshStatement.sign(by, { ...MACHINE, cnf: CNF }),
  browser: (by: Signer) => browserStatement.sign(by, { ...MACHINE, loopback: LOOPBACK }),
  keyChallenge: (by: Signer) =>
    keyChallenge.sign(by, { iss: ISSUER, jti: ID, device_jkt: HASH, ek: HASH, ak: HASH, secret: HASH, ...TIMES }),
  enrolmentRequest: (by: Signer) =>
    enrolmentRequest.sign(by, {
      ...{ iss: ISSUER, jti: `en_${ID}`, user: USER, device_jkt: HASH, browser: null, loopback: LOOPBACK },
      ...TIMES,
    }),
  enrolment: (by: Signer) =>
    enrolment.sign(by, { request: HASH, user: USER.id, device_jkt: HASH, extension_jkt: HASH, passkey: PASSKEY }),
  receipt: (by: Signer) =>
    receipt.sign(by, {
      ...{ iss: ISSUER, jti: ID, iat: 1, user: USER, device_jkt: HASH, extension_jkt: HASH, passkey: PASSKEY },
    }),
  offboarding: (by: Signer) =>
    offboarding.sign(by, {
      ...{ iss: ISSUER, jti: `of_${ID}`, iat: 1, user: USER, by: { kind: "server_shell" }, note: null, digest: HASH },
      ...{ shown: null, counts: NOTHING(0), ended: NOTHING([]), events: { first: 1, last: 1 } },
    }),
  accessToken: (by: Signer) =>
    accessToken.sign(by, {
      ...{ iss: ISSUER, sub: USER.id, aud: [ISSUER], client_id: "deploy", scope: "", jti: ID, ...TIMES, auth_time: 1 },
      ...{ acr: "", amr: [], cnf: CNF, device: HASH, request: `rq_${ID}`, chain: HASH },
    }),
} as const;

const READERS = {
  device: deviceStatement,
  request,
  nonce,
  hello,
  presence: presenceProof,
  attestation,
  decision,
  coDecision,
  coReview,
  coRefusal,
  coQuestion,
  coAnswer,
  denial,
  report,
  peerRefusal,
  refresh: refreshStatement,
  browser: browserStatement,
  keyChallenge,
  enrolmentRequest,
  enrolment,
  receipt,
  offboarding,
  accessToken,
} as const;
type Name = keyof typeof READERS;
const NAMES = Object.keys(READERS) as Name[];

it.each(["", " now", "two\nlines", "\u202eabc", "x".repeat(301)])("a denial has no such reason: %j", async (reason) => {
  await expect(denial.read(await denial.sign(signer, { attestation: HASH, reason }))).rejects.toMatchObject({
    code: "malformed",
    field: "reason",
  });
});

const CARRIES_ITS_KEY: readonly Name[] = [
  ...(["hello", "presence", "attestation", "denial", "report", "peerRefusal"] as const),
  ...(["coReview", "coRefusal", "coQuestion", "coAnswer"] as const),
];

let signer: Signer;
const texts = new Map<Name, string>();
beforeAll(async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  signer = await webCryptoSigner(pair.privateKey, { kty: "EC", crv: "P-256", x, y });
  for (const name of NAMES) texts.set(name, await STATEMENTS[name](signer));
});

describe("every statement of the protocol", () => {
  it("has a typ of its own", () => {
    expect(new Set(NAMES.map((name) => READERS[name].typ)).size).toBe(NAMES.length);
    for (const name of NAMES) expect(READERS[name].typ).toMatch(/^[a-z-]+\+jwt$/);
  });

  it.each(NAMES)("is read as it was signed, with its key where the protocol says: %s", async (name) => {
    const read = await READERS[name].read(texts.get(name));
    await verifySignature(read, signer.jwk);
    const key = CARRIES_ITS_KEY.includes(name) ? { jwk: signer.jwk } : { kid: signer.thumbprint };
    expect(read.header).toEqual({ alg: "ES256", typ: READERS[name].typ, ...key });
  });

  it.each(NAMES)("is not read as any other: %s", async (name) => {
    for (const other of NAMES)
      if (other !== name)
        await expect(READERS[other].read(texts.get(name))).rejects.toEqual(new Refused("wrong_type", "typ"));
  });
});

describe("a co-decision (protocol §11)", () => {
  it.each([
    ["that names an entry twice", { among: [0, 0] }],
    ["that names entries in another order", { among: [1, 0] }],
    ["that counts for no entry", { among: [] }],
    ["with an empty list of questions", { questions: [] }],
  ])("is not read: %s", async (_which, change) => {
    const text = await coDecision.sign(signer, { ...CO_DECISION, among: [0], ...change });
    await expect(coDecision.read(text)).rejects.toMatchObject({ code: "malformed" });
  });
});
