// R22: a token that rests on a weaker proof is passed off as one that rests on a stronger. What an API asks of an approval
// (RFC 9470) is judged at the request, the decision, the approval and each refresh, by what the login's own statements say; what
// became better after it counts for nothing. The machine is the thief's own, so he signs whatever he likes with its keys.
//
// No administrator adds a passkey or proves a TPM here: where a row needs one, SQL in the running server's database takes its place.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { ACR_VALUES, amrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
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
  redeemedLogin,
  refresh,
} from "../steps/logging-in.ts";
import { newId, now } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { runSql } from "./support-administrator.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const [SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_VALUES;

const atEnd = afterTests();
let stage: EnrolledStage;
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd);
});
beforeEach(() => keepKeyIn("file"));

function keepKeyIn(place: Proof["key_storage"]): void {
  runSql(stage, "UPDATE devices SET key_storage = ? WHERE jkt = ?", place, stage.parties.device.thumbprint);
}

/** The machine's claim (protocol §3.9), which everybody who has its key can make. */
const claimKeyring = () =>
  stage.postProved("/api/devices/key-storage", { key_storage: "keyring" }, stage.parties.device);

const claimsOf = async ({ access_token }: TokenAnswer) => (await accessToken.read(access_token)).claims;
const expectLowest = (claims: Awaited<ReturnType<typeof claimsOf>>): void =>
  expect(claims).toMatchObject({
    acr: SAME_MACHINE,
    amr: ["pop", "user", "swk"],
    proof: { peer: "same", key_storage: "file", passkey: "device_bound" },
  });

it("refuses a login of a class that the machine does not reach", async () => {
  const device_statement = await deviceStatementOf(stage);
  const form = { client_id: CLIENT, scope: "read", device_statement };
  const ask = (acr_values: string) => stage.postForm("/oauth/device_authorization", { ...form, acr_values });
  await expectRefused(stage, () => ask(`${HARDWARE} ${DEVICE_BOUND}`), {
    outcome: "400 unmet_authentication_requirements/proof_too_weak",
    event: {
      kind: "device_refused",
      subject: stage.parties.device.thumbprint,
      data: { step: "login", code: "proof_too_weak" },
    },
  });
  expect((await ask(`${HARDWARE} ${SAME_MACHINE}`)).status).toBe(200);
});

it("refuses a key that moves, or is said to, once the decision was signed", async () => {
  const login = await askForLogin(stage);
  await meetForLogin(stage, login);
  const decision = await decisionOn(stage, login);
  expect((await claimKeyring()).status).toBe(204);
  expect((await approve(stage, login, decision)).status).toBe(200);
  const tokens = (await poll(stage, login)).as(tokenAnswerSchema);
  expectLowest(await claimsOf(tokens));
  keepKeyIn("tpm");
  expectLowest(await claimsOf((await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema)));
});

it("refuses a passkey that can be copied, though the page offered another", async () => {
  keepKeyIn("keyring");
  const { passkey, syncedPasskey } = stage.parties;
  const { credential_id, public_key } = syncedPasskey.enrolled;
  runSql(
    stage,
    `INSERT INTO passkeys (credential_id, bound_set_id, public_key, counter, backup_eligible, backed_up, user_verified, aaguid,
       attestation_format, attestation_verdict, transports, user_handle, state, created_at)
     SELECT ?, bound_set_id, unhex(?), counter, 1, 1, user_verified, aaguid, attestation_format,
       attestation_verdict, transports, user_handle, state, created_at FROM passkeys WHERE credential_id = ?`,
    credential_id,
    Buffer.from(public_key, "base64url").toString("hex"),
    passkey.enrolled.credential_id,
  );
  const login = await askForLogin(stage, "read", { acr_values: DEVICE_BOUND });
  await meetForLogin(stage, login);
  const decision = await decisionOn(stage, login);
  expect(decision.options.allowCredentials.map(({ id }) => id)).toEqual([passkey.enrolled.credential_id]);
  const copied = { ...stage, parties: { ...stage.parties, passkey: syncedPasskey } };
  await expectRefused(stage, () => approve(copied, login, decision), {
    outcome: "400 proof_too_weak",
    event: stepRefused(login.id, "approve", "proof_too_weak"),
  });
  expect((await approve(stage, login, decision)).status).toBe(200);
  expect((await claimsOf((await poll(stage, login)).as(tokenAnswerSchema))).acr).toBe(DEVICE_BOUND);
});

it.each([
  ["who it was", { account: "unknown", forwarded: "unknown" }],
  ["that nobody forwarded it", { account: "same", forwarded: "unknown" }],
] as const)("by a meeting of which the command line could not tell %s", async (_what, peer) => {
  keepKeyIn("tpm");
  const login = await askForLogin(stage, "read", { acr_values: HARDWARE });
  await meetForLogin(stage, login, peer);
  await expectRefused(stage, () => stage.postJson(`/api/requests/${login.id}/decision`, {}), {
    outcome: "400 proof_too_weak",
    event: stepRefused(login.id, "decision", "proof_too_weak"),
  });
  await meetForLogin(stage, login);
  expect((await approve(stage, login, await decisionOn(stage, login))).status).toBe(200);
});

it("refuses to refresh a login that no longer has the class that was asked for", async () => {
  keepKeyIn("keyring");
  const login = await redeemedLogin(stage, "read", { acr_values: DEVICE_BOUND });
  keepKeyIn("file");
  await expectRefused(stage, () => refresh(stage, login.tokens.refresh_token), {
    outcome: "400 invalid_grant/proof_too_weak",
    event: refreshRefused(familyOf(stage, login.id), "proof_too_weak"),
  });
  keepKeyIn("keyring");
  expect((await refresh(stage, login.tokens.refresh_token)).status).toBe(200);
});

it("refuses a changed token, because the signature is the server's", async () => {
  const login = await approvedLogin(stage, "openid read");
  const { access_token } = (await poll(stage, login)).as(tokenAnswerSchema);
  const [head = "", payload = "", signature = ""] = access_token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const proof = { ...claims.proof, key_storage: "tpm" };
  const raised = JSON.stringify({ ...claims, acr: HARDWARE, amr: amrOf(proof), proof });
  const forged = [head, Buffer.from(raised).toString("base64url"), signature].join(".");
  const path = "/oauth/userinfo";
  const ask = async (accessToken: string) => {
    const prove = (nonce?: string) =>
      signDpop(stage.parties.session, {
        ...{ method: "GET", url: stage.issuer + path, jti: newId(), iat: now(), nonce, accessToken },
      });
    const headers = { authorization: `DPoP ${accessToken}` };
    const first = await stage.send(path, { headers: { ...headers, dpop: await prove() } });
    const nonce = first.headers.get("dpop-nonce");
    return nonce === null ? first : stage.send(path, { headers: { ...headers, dpop: await prove(nonce) } });
  };
  await expectRefused(stage, () => ask(forged), { outcome: "401 invalid_token/bad_signature", event: null });
  expect((await ask(access_token)).status).toBe(200);
});
