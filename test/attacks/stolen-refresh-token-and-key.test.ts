// R15: refresh token and session key stolen together. Every refresh needs a fresh statement by the device key, which stays on the
// machine; an old token that comes back with both keys ends the family, thief and owner alike; and it is short-lived anyway.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTheNameOf } from "../kit/keys.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { deviceStatementOf, poll, redeemedLogin, refresh, refreshStatementOf } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { newId, now, openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { expectRefused, familyOf, refreshRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let mallory: EnrolledStage;
/** Mallory's machine with the victim's session key. */
let thief: Stage;
let login: RedeemedLogin;
let tokens: TokenAnswer;
let family: string;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  mallory = await newColleague(victim, "mallory");
  thief = {
    ...mallory,
    ...openClient(victim.issuer),
    parties: { ...mallory.parties, session: victim.parties.session },
  };
});
beforeEach(async () => {
  login = await redeemedLogin(victim);
  ({ tokens } = login);
  family = familyOf(victim, login.id);
});

describe("renews nothing without the victim's device key, and the victim's own login continues", () => {
  const rows: [what: string, code: string, statement: () => Promise<string>][] = [
    ["a statement by his own enrolled machine", "key_mismatch", () => refreshStatementOf(thief)],
    [
      "a statement in her machine's name",
      "bad_signature",
      () => {
        const forged = inTheNameOf(victim.parties.device, mallory.parties.device);
        const device = { ...victim.parties.device, ...forged };
        return refreshStatementOf({ ...thief, parties: { ...thief.parties, device } });
      },
    ],
    ["the statement with which she asked for the login", "wrong_type", async () => login.device.jws],
    ["another device statement of hers", "wrong_type", () => deviceStatementOf(victim)],
    [
      "her statement for another of her command lines",
      "key_mismatch",
      () => refreshStatementOf({ ...victim, parties: { ...victim.parties, session: victim.parties.otherSession } }),
    ],
    [
      "a statement by the session key itself",
      "key_mismatch",
      () => refreshStatementOf({ ...thief, parties: { ...thief.parties, device: victim.parties.session } }),
    ],
    [
      "her statement for another server",
      "wrong_audience",
      () => refreshStatementOf({ ...victim, issuer: "https://elsewhere.example" }),
    ],
    [
      "a statement of hers that has expired",
      "clock_skew",
      () => {
        const { device, session } = victim.parties;
        const iat = now() - 125;
        const cnf = { jkt: session.thumbprint };
        return refreshStatement.sign(device, {
          iss: device.thumbprint,
          aud: victim.issuer,
          jti: newId(),
          ...{ iat, exp: iat + 60, cnf },
        });
      },
    ],
  ];
  it.each(rows)("%s: %s", async (_what, code, make) => {
    const statement = await make();
    await expectRefused(victim, () => refresh(thief, tokens.refresh_token, statement), {
      outcome: code === "clock_skew" ? "400 clock_skew" : `400 invalid_grant/${code}`,
      event: refreshRefused(family, code),
    });
    expect((await refresh(victim, tokens.refresh_token)).status).toBe(200);
  });

  it("refuses the statement of her last refresh a second time", async () => {
    const statement = await refreshStatementOf(victim);
    const next = (await refresh(victim, tokens.refresh_token, statement)).as(tokenAnswerSchema);
    await expectRefused(victim, () => refresh(thief, next.refresh_token, statement), {
      outcome: "400 invalid_grant/replayed",
      event: refreshRefused(family, "replayed"),
    });
    expect((await refresh(victim, next.refresh_token)).status).toBe(200);
  });
});

it("ends the family for both where a fresh statement of hers was caught before it was used", async () => {
  const caught = await refreshStatementOf(victim);
  // She renews twice; he comes with the first token, by both keys: that can't be a lost answer.
  const second = (await refresh(victim, tokens.refresh_token)).as(tokenAnswerSchema);
  const third = (await refresh(victim, second.refresh_token)).as(tokenAnswerSchema);
  const seq = lastStoredEvent(victim);
  expect((await refresh(thief, tokens.refresh_token, caught)).outcome).toBe("400 invalid_grant/refresh_reused");
  expect(storedEventsSince(victim, seq)).toEqual([
    { kind: "refresh_refused", subject: family, data: { code: "refresh_reused", revoked: true } },
  ]);
  expect(rowsOf(victim, "SELECT state, reason FROM token_families WHERE id = ?", family)).toMatchObject([
    { state: "revoked", reason: "refresh_reused" },
  ]);
  // For her it has ended as well, and she is told why; for him it stays ended.
  for (const [who, token] of [
    [victim, third.refresh_token],
    [victim, second.refresh_token],
  ] as const)
    await expectRefused(victim, () => refresh(who, token), {
      outcome: "400 invalid_grant/credential_revoked",
      event: refreshRefused(family, "credential_revoked"),
    });
  expect((await poll(victim, login)).outcome).toBe("400 invalid_grant/credential_revoked");
  // One click, and she is signed in again.
  const again = await redeemedLogin(victim);
  expect((await refresh(victim, again.tokens.refresh_token)).status).toBe(200);
});

it("holds an access token of 15 minutes alone, which only her machine renews", async () => {
  const { claims } = await accessToken.read(tokens.access_token);
  expect(claims.exp - claims.iat).toBe(900);
  expect(rowsOf(victim, "SELECT expires_at - created_at AS life FROM token_families WHERE id = ?", family)).toEqual([
    expect.objectContaining({ life: 43_200_000 }),
  ]);
});
