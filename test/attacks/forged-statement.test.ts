// P2: one field changed in any statement; a statement of another type, issuer, audience or algorithm (`none`, HS256 with the
// public key as the secret, another key brought along). Each text is made by the right key where it is signed at all, so that
// nothing else is wrong with it, and the server as it ships refuses it.
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type CeremonyTwist, FLAGS } from "../kit/authenticator.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import {
  approve,
  approvedLogin,
  askForLogin,
  decisionOn,
  deviceStatementOf,
  meetForLogin,
  poll,
} from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { newId, now, RP_ID } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { forge, maced, type Parts, partsOf, resigned, withoutSignature } from "../vectors/forge.ts";
import { ANOTHER_HASH, DELIVERIES, delivering } from "./support-deliveries.ts";
import { flipOne, forgeriesOf } from "./support-forgeries.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let colleague: EnrolledStage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  colleague = await newColleague(victim, "mallory");
});

type Change = readonly [what: string, code: string, change: (claims: Parts["claims"]) => object];

const elsewhere = "https://elsewhere.example";
const hash = (name: string, code: string): Change => [name, code, (c) => ({ ...c, [name]: ANOTHER_HASH })];
const id = (name: string, code: string): Change => [name, code, (c) => ({ ...c, [name]: newId() })];
const times: readonly Change[] = [
  ["iat in the future", "clock_skew", (c) => ({ ...c, iat: now() + 3600, exp: now() + 3630 })],
  ["exp in the past", "clock_skew", (c) => ({ ...c, iat: now() - 125, exp: now() - 66 })],
  ["too long a life", "malformed", (c) => ({ ...c, exp: Number(c["iat"]) + 61 })],
];
const audience: Change = ["aud", "wrong_audience", (c) => ({ ...c, aud: elsewhere })];

/** One claim changed, signed by the right key. What is not here is that party's own claim, which nothing else could name. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  "device statement": [audience, ...times],
  hello: [hash("request", "request_mismatch"), id("nonce", "nonce_mismatch"), id("xn", "handshake_mismatch")],
  "presence proof": [
    hash("request", "request_mismatch"),
    id("nonce", "nonce_mismatch"),
    id("xn", "handshake_mismatch"),
    hash("jkt", "handshake_mismatch"),
    ["peer", "presence_mismatch", (c) => ({ ...c, peer: { account: "unknown", process: null, forwarded: "unknown" } })],
  ],
  attestation: [
    hash("presence", "presence_mismatch"),
    ["loopback", "loopback_mismatch", (c) => ({ ...c, loopback: { address: "127.0.0.1", port: 40_124 } })],
    ["loopback", "loopback_mismatch", (c) => ({ ...c, loopback: { address: "::1", port: 40_123 } })],
  ],
  denial: [hash("attestation", "presence_mismatch")],
  report: [hash("request", "request_mismatch"), id("nonce", "nonce_mismatch")],
  "peer refusal": [hash("request", "request_mismatch")],
  "refresh statement": [
    audience,
    ...times,
    hash("iss", "key_mismatch"),
    ["cnf", "key_mismatch", (c) => ({ ...c, cnf: { jkt: ANOTHER_HASH } })],
  ],
  "browser statement": [audience, ...times, hash("iss", "key_mismatch")],
  "proof by the extension key": possession(),
  "proof by the device key": possession(),
};

function possession(): readonly Change[] {
  return [
    hash("request", "request_mismatch"),
    ["user", "wrong_user", (c) => ({ ...c, user: victim.user.id })],
    hash("device_jkt", "key_mismatch"),
    hash("extension_jkt", "key_mismatch"),
    ["passkey", "key_mismatch", (c) => ({ ...c, passkey: { ...Object(c["passkey"]), credential_id: ANOTHER_HASH } })],
  ];
}

/** These statements are named and signed by another party's key. */
const BY_ANOTHER: Readonly<Record<string, string>> = {
  "device statement": "key_mismatch",
  hello: "extension_not_listed",
  "presence proof": "key_mismatch",
  attestation: "extension_mismatch",
  denial: "extension_mismatch",
  report: "not_enrolled",
  "peer refusal": "key_mismatch",
  "refresh statement": "key_mismatch",
  "browser statement": "key_mismatch",
  "proof by the extension key": "key_mismatch",
  "proof by the device key": "key_mismatch",
};

describe.each(Object.entries(DELIVERIES))("a %s", (name, deliver) => {
  it("is refused with anything changed, and is valid unchanged", async () => {
    const delivery = await deliver({ victim, colleague });
    const { by, honest, send, expected } = delivery;
    const { header, claims } = partsOf(honest);
    const forgeries = await forgeriesOf(delivery, victim.parties.stranger);
    for (const [what, code, change] of CHANGES[name] ?? []) {
      const text = await forge(by, JSON.stringify(header), JSON.stringify(change(claims)));
      forgeries.push({ what, code, text, isRead: true });
    }
    const { stranger } = victim.parties;
    const theirs = { ...header, ...("kid" in header ? { kid: stranger.thumbprint } : { jwk: stranger.jwk }) };
    const text = await forge(stranger, JSON.stringify(theirs), JSON.stringify(claims));
    forgeries.push({ what: "another's key", code: BY_ANOTHER[name] ?? "", text, isRead: true });

    const wrong: string[] = [];
    for (const { what, code, text: forged, isRead } of forgeries)
      await expectRefused(victim, () => send(forged), expected(code, isRead)).catch((error: unknown) => {
        wrong.push(`${what}: ${error instanceof Error ? error.message.slice(0, 300) : error}`);
      });
    expect(wrong).toEqual([]);
    expect((await send(honest)).status).toBeLessThan(300);
  });
});

it("refuses a statement by a machine that nobody enrolled, for a login or for a browser (device_unknown)", async () => {
  const stranger = await newStranger(victim);
  const device_statement = await deviceStatementOf(stranger);
  const ask = () => stranger.postForm("/oauth/device_authorization", { client_id: CLIENT, device_statement });
  await expectRefused(victim, ask, { outcome: "400 invalid_request/device_unknown", event: null });
  const { honest } = await delivering("browser statement", { victim: { ...stranger, user: victim.user }, colleague });
  const { device } = stranger.parties;
  const join = () => stranger.postProved("/api/enrolments", { kind: "browser", browser_statement: honest }, device);
  await expectRefused(victim, join, { outcome: "400 device_unknown", event: null });
  expect((await deviceAsks()).status).toBe(200);
});

const deviceAsks = async () =>
  victim.postForm("/oauth/device_authorization", {
    client_id: CLIENT,
    device_statement: await deviceStatementOf(victim),
  });

describe("what the passkey signs", () => {
  const { UP, UV, BE, BS } = FLAGS;
  const challengeOf = (challenge: string) => Buffer.from(challenge, "base64url");
  const twists: [what: string, code: string, twist: () => CeremonyTwist][] = [
    [
      "another challenge",
      "assertion_invalid",
      () => ({ clientData: (outcome) => ({ ...outcome, challenge: ANOTHER_HASH }) }),
    ],
    ["another origin", "assertion_invalid", () => ({ clientData: (outcome) => ({ ...outcome, origin: elsewhere }) })],
    [
      "another ceremony",
      "assertion_invalid",
      () => ({ clientData: (outcome) => ({ ...outcome, type: "webauthn.create" }) }),
    ],
    ["a frame", "assertion_invalid", () => ({ clientData: (outcome) => ({ ...outcome, crossOrigin: true }) })],
    ["another rp", "assertion_invalid", () => ({ rpId: "elsewhere.example" })],
    ["nobody there", "assertion_invalid", () => ({ flags: UV })],
    ["nobody recognised", "user_not_verified", () => ({ flags: UP })],
    ["a passkey that may be copied now", "backup_state_changed", () => ({ flags: UP | UV | BE })],
    ["a copy, though none may be", "assertion_invalid", () => ({ flags: UP | UV | BS })],
    ["another key", "assertion_invalid", () => ({ signedBy: colleague.parties.passkey })],
    [
      "another passkey's name",
      "passkey_not_bound",
      () => ({
        written: (outcome) => {
          const { credential_id } = colleague.parties.passkey.enrolled;
          return { ...outcome, id: credential_id, rawId: credential_id };
        },
      }),
    ],
    [
      "one bit of the signature",
      "assertion_invalid",
      () => ({ signature: (der) => Buffer.concat([der.subarray(0, -1), Buffer.of((der.at(-1) ?? 0) ^ 1)]) }),
    ],
  ];

  it("is refused with anything changed, and is valid unchanged", async () => {
    const login = await askForLogin(victim);
    await meetForLogin(victim, login);
    const { decision, options } = await decisionOn(victim, login);
    const request = { challenge: challengeOf(options.challenge), rpId: RP_ID, origin: victim.issuer };
    const send = (twist: CeremonyTwist, text = decision) =>
      victim.postJson(`/api/requests/${login.id}/approve`, {
        decision: text,
        assertion: victim.parties.passkey.get(request, twist),
      });
    const refusedAs = (code: string) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "approve", code) });
    for (const [, code, twist] of twists) await expectRefused(victim, () => send(twist()), refusedAs(code));

    // The decision comes back from the page as the server signed it, or not at all.
    const { header, claims } = partsOf(decision);
    const wider = JSON.stringify({ ...claims, lifetime: { access_token: 3600, refresh_token: 31_536_000 } });
    const forgedDecisions = [
      await forge(victim.parties.stranger, JSON.stringify(header), wider),
      withoutSignature({ header: { ...header, alg: "none" }, claims }),
      resigned(decision, flipOne),
    ];
    for (const text of forgedDecisions) await expectRefused(victim, () => send({}, text), refusedAs("decision_stale"));

    expect(
      (await approve(victim, login, { state: "decided", decision, options, facts: "", security_key: null, rules: [] }))
        .status,
    ).toBe(200);
    expect((await poll(victim, login)).status).toBe(200);
  });
});

it("refuses a DPoP proof with anything changed, and takes it unchanged", async () => {
  const login = await approvedLogin(victim);
  const { session, stranger } = victim.parties;
  const path = "/oauth/token";
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
  const send = (dpop: string) =>
    victim.send(path, { method: "POST", headers: { dpop }, body: new URLSearchParams(form) });
  const request = { method: "POST", url: victim.issuer + path, iat: now() } as const;
  const first = await send(await signDpop(session, { ...request, jti: newId() }));
  const nonce = first.headers.get("dpop-nonce") ?? "";
  const honest = await signDpop(session, { ...request, jti: newId(), nonce });
  const { header, claims } = partsOf(honest);
  const signed = (newHeader: object, newClaims: object = claims, by = session) =>
    forge(by, JSON.stringify(newHeader), JSON.stringify(newClaims));
  const { jti: _jti, ...noJti } = claims;
  const { iat: _iat, ...noIat } = claims;
  const forged = [
    signed({ ...header, typ: "JWT" }),
    withoutSignature({ header: { ...header, alg: "none" }, claims }),
    maced(session, { header: { ...header, alg: "HS256" }, claims }),
    signed({ ...header, crit: ["b64"] }),
    signed({ ...header, x5u: `${elsewhere}/certificate` }),
    signed({ ...header, jwk: { ...session.jwk, d: "A".repeat(43) } }),
    signed({ ...header, jku: `${elsewhere}/jwks` }),
    signed(header, { ...claims, htm: "GET" }),
    signed(header, { ...claims, htu: `${elsewhere}${path}` }),
    signed(header, { ...claims, htu: `${victim.issuer}/oauth/jwks` }),
    signed(header, noJti),
    signed(header, noIat),
    signed(header, claims, stranger),
    resigned(honest, flipOne),
    `${honest}, ${honest}`,
  ];
  for (const proof of forged) {
    const text = await proof;
    await expectRefused(victim, () => send(text), { outcome: "400 invalid_dpop_proof", event: null });
  }
  const strange = await signDpop(session, { ...request, jti: newId(), nonce: ANOTHER_HASH });
  await expectRefused(victim, () => send(strange), { outcome: "400 use_dpop_nonce", event: null });
  // Another's proof, whole: the key is not this login's.
  const theirs = await signDpop(stranger, { ...request, jti: newId(), nonce });
  await expectRefused(victim, () => send(theirs), {
    outcome: "400 invalid_grant",
    event: stepRefused(login.id, "redeem", "key_mismatch"),
  });
  expect((await send(honest)).status).toBe(200);
});
