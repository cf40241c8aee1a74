// P4: the command or its details changed after the user saw them. The decision names the facts by their hash and the passkey
// signs the decision; a newer meeting or a newer decision voids it; and the token is made of the facts themselves.
import { localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { decision as decisionStatement } from "@nearside/shared/statements/decision.ts";
import { hashFacts, readFacts } from "@nearside/shared/statements/facts.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, deviceStatementOf, meetForLogin, poll } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const SMALL = JSON.stringify([{ type: "payment", to: "the baker", amount: "12.50" }]);
const LARGE = JSON.stringify([{ type: "payment", to: "mallory", amount: "12500" }]);

const atEnd = afterTests();
let victim: EnrolledStage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
});

const refusedAs = (login: OpenLogin, code: string) => ({
  outcome: `400 ${code}`,
  event: stepRefused(login.id, "approve", code),
});

const asking = (details: string) => askForLogin(victim, "read", { authorization_details: details });

describe("what she saw and agreed to", () => {
  it("does not approve another login with other details, met after she looked", async () => {
    const [seen, swapped] = [await asking(SMALL), await asking(LARGE)];
    await meetForLogin(victim, seen);
    const agreed = await decisionOn(victim, seen);
    await meetForLogin(victim, swapped);
    await decisionOn(victim, swapped);
    await expectRefused(victim, () => approve(victim, swapped, agreed), refusedAs(swapped, "decision_stale"));
    expect((await approve(victim, seen, agreed)).status).toBe(200);

    const tokens = (await poll(victim, seen)).as(tokenAnswerSchema);
    const { claims } = await accessToken.read(tokens.access_token);
    expect(claims.authorization_details).toEqual(JSON.parse(SMALL));
  });

  it("is void once the login is met again, or decided again: she has to look once more", async () => {
    const login = await asking(SMALL);
    await meetForLogin(victim, login);
    const first = await decisionOn(victim, login);
    await meetForLogin(victim, login);
    await expectRefused(victim, () => approve(victim, login, first), refusedAs(login, "decision_stale"));
    const second = await decisionOn(victim, login);
    await expectRefused(victim, () => approve(victim, login, first), refusedAs(login, "decision_stale"));
    const third = await decisionOn(victim, login);
    await expectRefused(victim, () => approve(victim, login, second), refusedAs(login, "decision_stale"));
    expect((await approve(victim, login, third)).status).toBe(200);
    expect((await poll(victim, login)).status).toBe(200);
  });

  it("is named by the decision that she signs: the facts as shown, by hash, and the terms", async () => {
    const login = await asking(SMALL);
    const { answer } = await meetForLogin(victim, login);
    const shown = answer.as(localityAnswerSchema).facts;
    const agreed = await decisionOn(victim, login);
    const { claims } = await decisionStatement.read(agreed.decision);
    expect(agreed.facts).toBe(shown);
    expect(claims.facts).toBe(await hashFacts(shown));
    expect(claims.facts).toBe(login.request.claims.facts);
    expect(readFacts(shown)).toMatchObject({
      scope: "read",
      authorization_details: JSON.parse(SMALL),
      context: { command: "deploy prod" },
    });
    const other = shown.replace("the baker", "mallory");
    expect(await hashFacts(other)).not.toBe(claims.facts);
    expect((await approve(victim, login, agreed)).status).toBe(200);
    expect((await poll(victim, login)).status).toBe(200);
  });
});

describe("details that two readers could take differently", () => {
  const rows = [
    ["a name twice", '[{"type":"payment","amount":"12.50","amount":"12500"}]'],
    ["a number that JSON cannot say again", '[{"type":"payment","amount":12500.000000000000001}]'],
    ["a number that is too large", '[{"type":"payment","amount":1e999}]'],
    ["a hidden member", '[{"type":"payment","__proto__":{"amount":"12500"}}]'],
    ["no list", '{"type":"payment"}'],
    ["no type", '[{"amount":"12500"}]'],
    ["something after it", `${SMALL} ${LARGE}`],
  ] as const;
  it.each(rows)("are refused before there is a login: %s", async (_what, authorization_details) => {
    const device_statement = await deviceStatementOf(victim);
    const form = { client_id: CLIENT, scope: "read", device_statement };
    await expectRefused(
      victim,
      () => victim.postForm("/oauth/device_authorization", { ...form, authorization_details }),
      { outcome: "400 invalid_authorization_details", event: null },
    );
    // This is that statement, with details that mean one thing.
    const good = await victim.postForm("/oauth/device_authorization", { ...form, authorization_details: SMALL });
    expect(good.status).toBe(200);
  });
});
