// R14, second half: a stolen refresh token replayed from elsewhere. It is bound to the session key; a thief without that key
// gets nothing by it, learns nothing, and ends no person's login.

import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { inTheNameOf } from "../kit/keys.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin, refresh, refreshStatementOf } from "../steps/logging-in.ts";
import { knowing, newColleague } from "../steps/people.ts";
import { newId, now } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, familyOf, refreshRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let mallory: EnrolledStage;
let login: RedeemedLogin;
let family: string;
let tokens: TokenAnswer;
beforeAll(async () => {
  const scopes = ["read"];
  const settings = await knowing(atEnd, [
    { id: CLIENT, name: "Shell", scopes },
    { id: "deploy", name: "Deploy", scopes },
  ]);
  victim = await openEnrolledStage(atEnd, settings);
  mallory = await newColleague(victim, "mallory");
});
beforeEach(async () => {
  login = await redeemedLogin(victim);
  ({ tokens } = login);
  family = familyOf(victim, login.id);
});

const expectHonestTwin = async (): Promise<void> =>
  expect((await refresh(victim, tokens.refresh_token)).status).toBe(200);

it("is refused with the thief's keys, on his own enrolled machine", async () => {
  await expectRefused(victim, () => refresh(mallory, tokens.refresh_token), {
    outcome: "400 invalid_grant",
    event: refreshRefused(family, "key_mismatch"),
  });
  await expectHonestTwin();
});

it("is refused with her machine's fresh statement too, which he saw on its way", async () => {
  const statement = await refreshStatementOf(victim);
  await expectRefused(victim, () => refresh(mallory, tokens.refresh_token, statement), {
    outcome: "400 invalid_grant",
    event: refreshRefused(family, "key_mismatch"),
  });
  await expectHonestTwin();
});

it("is refused with her key's name under his signature, or without any proof", async () => {
  const forged = inTheNameOf(victim.parties.session, mallory.parties.session);
  await expectRefused(victim, () => refresh(victim, tokens.refresh_token, undefined, forged), {
    outcome: "400 invalid_dpop_proof",
    event: null,
  });
  const form = {
    grant_type: "refresh_token",
    client_id: CLIENT,
    refresh_token: tokens.refresh_token,
    device_statement: await refreshStatementOf(victim),
  };
  await expectRefused(victim, () => victim.postForm("/oauth/token", form), {
    outcome: "400 invalid_dpop_proof",
    event: null,
  });
  await expectHonestTwin();
});

it("is refused with her own proof of a moment ago", async () => {
  const { session } = victim.parties;
  const url = `${victim.issuer}/oauth/token`;
  const device_statement = await refreshStatementOf(victim);
  const statement = await sha256Base64url(device_statement);
  const proofWith = (nonce?: string) =>
    signDpop(session, { method: "POST", url, jti: newId(), iat: now(), nonce, statement });
  const send = (dpop: string, refresh_token: string) => {
    const form = { grant_type: "refresh_token", client_id: CLIENT, refresh_token, device_statement };
    return victim.send("/oauth/token", { method: "POST", headers: { dpop }, body: new URLSearchParams(form) });
  };
  const answer = await send(await proofWith(), tokens.refresh_token);
  const proof = await proofWith(answer.headers.get("dpop-nonce") ?? "");
  const next = (await send(proof, tokens.refresh_token)).as(tokenAnswerSchema);
  await expectRefused(victim, () => send(proof, next.refresh_token), {
    outcome: "400 invalid_dpop_proof",
    event: null,
  });
  expect((await refresh(victim, next.refresh_token)).status).toBe(200);
});

it("is refused by another program on her machine: it is bound to its own", async () => {
  const statement = await refreshStatementOf(victim);
  const form = {
    grant_type: "refresh_token",
    client_id: "deploy",
    refresh_token: tokens.refresh_token,
    device_statement: statement,
  };
  const proof = { by: victim.parties.session, statement: await sha256Base64url(statement) };
  await expectRefused(victim, () => victim.postForm("/oauth/token", form, proof), {
    outcome: "400 invalid_grant",
    event: refreshRefused(family, "request_mismatch"),
  });
  await expectHonestTwin();
});

it("is refused as another kind of code", async () => {
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: tokens.refresh_token };
  await expectRefused(victim, () => victim.postForm("/oauth/token", form, { by: victim.parties.session }), {
    outcome: "400 invalid_grant",
    event: null,
  });
  await expectHonestTwin();
});

it("ends nobody's login long after its use: without the keys reuse is not even judged (threat R19)", async () => {
  const next = (await refresh(victim, tokens.refresh_token)).as(tokenAnswerSchema);
  const last = (await refresh(victim, next.refresh_token)).as(tokenAnswerSchema);
  for (const old of [tokens.refresh_token, next.refresh_token])
    await expectRefused(victim, () => refresh(mallory, old), {
      outcome: "400 invalid_grant",
      event: refreshRefused(family, "key_mismatch"),
    });
  expect((await refresh(victim, last.refresh_token)).status).toBe(200);
});
