// P8: one signature, several texts (padding, base64url that is not canonical, JSON written otherwise, DER for P1363, the twin
// R ‖ n − S) to get several hashes or a second use of what is good once. One value has one text; where a second valid text can
// be made by any reader, what counts is the `jti`, the nonce, or the hash that the next link names.

import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import {
  approve,
  approvedLogin,
  askForLogin,
  decisionOn,
  meetForLogin,
  nonceFor,
  poll,
  redeemedLogin,
  refresh,
  refreshStatementOf,
} from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { newId, now, RP_ID } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { derOf, forge, partsOf, resigned, signatureInDer, signText, twinOf } from "../vectors/forge.ts";
import { DELIVERIES, type Delivery, delivering } from "./support-deliveries.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let colleague: EnrolledStage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  colleague = await newColleague(victim, "mallory");
});

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Writes the same bytes by another last letter, whose loose bits are set. */
const loosened = (text: string): string => text.slice(0, -1) + (LETTERS[LETTERS.indexOf(text.at(-1) ?? "A") + 1] ?? "");

/** Other texts of the very same value, with a signature that fits wherever a new one is made. */
async function otherTextsOf({ by, honest }: Delivery): Promise<readonly (readonly [what: string, text: string])[]> {
  const [head = "", payload = "", signature = ""] = honest.split(".");
  const { header, claims } = partsOf(honest);
  const [firstName = "", firstValue] = Object.entries(claims)[0] ?? [];
  const json = JSON.stringify(claims);
  const written = (text: string | Uint8Array) => forge(by, JSON.stringify(header), text);
  return [
    ["padding", `${head}.${payload}.${signature}==`],
    ["padding, and signed so", await signText(by, `${head}=.${payload}=`)],
    ["loose bits in the signature", `${head}.${payload}.${loosened(signature)}`],
    ["the alphabet of plain base64", `${head}.${payload}.${signature.replaceAll("-", "+").replaceAll("_", "/")}+`],
    ["a line end", `${honest}\n`],
    ["a space before it", ` ${honest}`],
    ["an empty fourth part", `${honest}.`],
    ["the signature in DER", resigned(honest, derOf)],
    ["white space in the claims", await written(JSON.stringify(claims, undefined, 1))],
    ["a needless escape in the claims", await written(json.replace(firstName, escaped(firstName)))],
    ["a claim twice", await written(json.replace("{", `{${JSON.stringify(firstName)}:${JSON.stringify(firstValue)},`))],
    ["a byte order mark", await written(Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(json)]))],
    ["white space in the header", await forge(by, JSON.stringify(header, undefined, 1), json)],
    ["a header's member twice", await forge(by, JSON.stringify(header).replace("{", '{"alg":"ES256",'), json)],
  ];
}

const escaped = (name: string): string => `\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}`;

describe.each(Object.entries(DELIVERIES))("a %s", (_name, deliver) => {
  it("refuses every other text of the same value as malformed", async () => {
    const delivery = await deliver({ victim, colleague });
    const wrong: string[] = [];
    for (const [what, text] of await otherTextsOf(delivery))
      await expectRefused(victim, () => delivery.send(text), delivery.expected("malformed", false)).catch(
        (error: unknown) => wrong.push(`${what}: ${error instanceof Error ? error.message.slice(0, 300) : error}`),
      );
    expect(wrong).toEqual([]);
    expect((await delivery.send(delivery.honest)).status).toBeLessThan(300);
  });
});

const twin = (jws: string): string => resigned(jws, twinOf);

describe("the twin of a signature, which verifies too", () => {
  it.each(["device statement", "browser statement", "peer refusal"])("is no second %s: replayed", async (name) => {
    const { honest, send, expected } = await delivering(name, { victim, colleague });
    expect((await send(honest)).status).toBeLessThan(300);
    await expectRefused(victim, () => send(twin(honest)), expected("replayed", true));
  });

  it("of a presence proof is not the attested one, and no twin of a meeting is a second meeting", async () => {
    const login = await askForLogin(victim);
    const { extension, session } = victim.parties;
    const shown = { request: login.request.jws, nonce: await nonceFor(victim, login) };
    const met = await meet(victim, { ...shown, extension, session });
    const send = (meeting: typeof met) => () => victim.postJson(`/api/requests/${login.id}/locality`, meeting);
    const refusedAs = (code: string) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "locality", code) });
    await expectRefused(
      victim,
      send({ ...met, presence_proof: twin(met.presence_proof) }),
      refusedAs("presence_mismatch"),
    );
    expect((await send(met)()).status).toBe(200);
    const twins = { hello: twin(met.hello), attestation: twin(met.attestation) };
    await expectRefused(victim, send({ ...met, ...twins }), refusedAs("nonce_used"));
    expect((await approve(victim, login, await decisionOn(victim, login))).status).toBe(200);
    expect((await poll(victim, login)).status).toBe(200);
  });

  it("of a decision is not the one that was signed for her, and of an assertion approves nothing twice", async () => {
    const login = await askForLogin(victim);
    await meetForLogin(victim, login);
    const { decision, options } = await decisionOn(victim, login);
    const request = { challenge: Buffer.from(options.challenge, "base64url"), rpId: RP_ID, origin: victim.issuer };
    const assertion = victim.parties.passkey.get(request);
    const inDer = (der: Uint8Array): Uint8Array => derOf(twinOf(signatureInDer(der)));
    const other = victim.parties.passkey.get(request, { signature: inDer });
    expect(other.response.signature).not.toBe(assertion.response.signature);
    const send = (body: object) => () => victim.postJson(`/api/requests/${login.id}/approve`, body);
    const refusedAs = (code: string) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "approve", code) });
    await expectRefused(victim, send({ decision: twin(decision), assertion }), refusedAs("decision_stale"));
    const p1363 = victim.parties.passkey.get(request, { signature: signatureInDer });
    await expectRefused(victim, send({ decision, assertion: p1363 }), refusedAs("assertion_invalid"));
    for (const [member, text] of Object.entries(assertion.response)) {
      for (const loose of [`${text}=`, `${text}\n`]) {
        const outcome = { ...assertion, response: { ...assertion.response, [member]: loose } };
        await expectRefused(victim, send({ decision, assertion: outcome }), {
          outcome: "400 invalid_request",
          event: null,
        });
      }
    }
    expect((await send({ decision, assertion })()).status).toBe(200);
    await expectRefused(victim, send({ decision, assertion: other }), refusedAs("request_settled"));
    expect((await poll(victim, login)).status).toBe(200);
  });

  it("of a refresh statement is not the one that the session key's proof names", async () => {
    const { id, tokens } = await redeemedLogin(victim);
    const family = familyOf(victim, id);
    const statement = await refreshStatementOf(victim);
    const form = {
      grant_type: "refresh_token",
      client_id: CLIENT,
      refresh_token: tokens.refresh_token,
      device_statement: twin(statement),
    };
    const proof = { by: victim.parties.session, statement: await sha256Base64url(statement) };
    await expectRefused(victim, () => victim.postForm("/oauth/token", form, proof), {
      outcome: "400 invalid_dpop_proof/request_mismatch",
      event: refreshRefused(family, "request_mismatch"),
    });
    const next = (await refresh(victim, tokens.refresh_token, statement)).as(tokenAnswerSchema);
    await expectRefused(victim, () => refresh(victim, next.refresh_token, twin(statement)), {
      outcome: "400 invalid_grant/replayed",
      event: refreshRefused(family, "replayed"),
    });
    expect((await refresh(victim, next.refresh_token)).status).toBe(200);
  });

  it("of a DPoP proof is the same proof", async () => {
    const login = await approvedLogin(victim);
    const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
    const url = `${victim.issuer}/oauth/token`;
    const send = (dpop: string) =>
      victim.send("/oauth/token", { method: "POST", headers: { dpop }, body: new URLSearchParams(form) });
    const proofWith = (nonce?: string) =>
      signDpop(victim.parties.session, { method: "POST", url, jti: newId(), iat: now(), nonce });
    const proof = await proofWith((await send(await proofWith())).headers.get("dpop-nonce") ?? "");
    for (const text of [`${proof}=`, resigned(proof, derOf), `${proof}.`])
      await expectRefused(victim, () => send(text), { outcome: "400 invalid_dpop_proof", event: null });
    expect((await send(proof)).status).toBe(200);
    await expectRefused(victim, () => send(twin(proof)), { outcome: "400 invalid_dpop_proof", event: null });
  });
});
