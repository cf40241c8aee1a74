import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { type Evidence, readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AAGUID, Authenticator } from "../../../test/kit/authenticator.ts";
import { openConsole } from "../../../test/kit/console.ts";
import { metLogin } from "../../../test/kit/log-in.ts";
import { askForDecision, poll } from "../../../test/kit/login-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { Authority } from "../../../test/kit/metadata-authority.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { postJson } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure, verdictOn, withLogin } from "../../testing/evidence.ts";
import { type MetadataStage, openMetadataStage } from "../../testing/metadata-stage.ts";
import { addPasskeyOn } from "../../testing/own-passkeys.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { ISSUER } from "../../testing/test-server.ts";

// Evidence of a login for which a security key was touched as well (protocol §4.5, §7).

const KEY_AAGUID = "aaaaaaaa-4455-6677-8899-aabbccddeeff";
const KEY = '@id("key") @require_security_key forbid (principal, action, resource);';

let stage: MetadataStage;
let key: Authenticator;
let honest: Evidence;
beforeAll(async () => {
  stage = await openMetadataStage({});
  const { server } = stage;
  const maker = await Authority.root("Maker Root");
  await stage.publish(1, [
    { aaguid: AAGUID, roots: [maker], attachmentHint: ["internal"] },
    { aaguid: KEY_AAGUID, roots: [maker], attachmentHint: ["external", "wired", "nfc"] },
  ]);
  const authenticator = new Authenticator("platform", { attester: await maker.attester(AAGUID) });
  const alice = await enrolledMachine(server, "alice", await newMachine({ authenticator }));
  key = new Authenticator("key", { attester: await maker.attester(KEY_AAGUID), aaguid: KEY_AAGUID });
  expect((await addPasskeyOn(await openConsole(server, alice), key)).outcome).toBe("200");
  await ruleBy(server, ANYBODY, KEY);
  const login = await metLogin(server, alice);
  const shown = (await askForDecision(server, alice, login)).as(decidedAnswerSchema);
  const touch = (by: Authenticator) =>
    by.get({ challenge: shown.options.challenge, rpId: shown.options.rpId, origin: ISSUER });
  const sent = { decision: shown.decision, assertion: touch(authenticator), security_key: touch(key) };
  const path = `/api/requests/${login.id}/approve`;
  expect((await postJson(server, path, sent, { browser: alice.browser })).outcome).toBe("200");
  expect((await poll(server, login)).status).toBe(200);
  honest = await evidenceOf(server, login.id);
});
afterAll(() => stage.close());

it("carries both touches and how the key joined, and verifies", async () => {
  expect(readEvidence(writeEvidence(honest))).toEqual(honest);
  const report = await verifyEvidence(honest, undefined);
  expect(firstFailure(report)).toBe("holds");
  expect(honest.passkey_additions).toHaveLength(1);
  expect(report.facts).toMatchObject({
    security_key: key.id,
    rules: { require: { security_key: true }, decided_by: expect.arrayContaining(["key"]) },
  });
});

it("breaks without the second touch, with the first one twice, and with one from before the key was added", async () => {
  const { security_key, ...login } = honest.login;
  if (security_key === undefined) return expect.fail("there is no second touch");
  expect(await verdictOn({ ...honest, login })).toBe("login.assertion security_key_missing");
  expect(await verdictOn(withLogin(honest, { security_key: login.assertion }))).toBe(
    "login.assertion security_key_missing",
  );
  const bent = { ...security_key.response, signature: login.assertion.response.signature };
  expect(await verdictOn(withLogin(honest, { security_key: { ...security_key, response: bent } }))).toBe(
    "login.assertion assertion_invalid",
  );
  const { passkey_additions: _, ...alone } = honest;
  expect(await verdictOn(alone)).toBe("login.assertion passkey_not_bound");
});
