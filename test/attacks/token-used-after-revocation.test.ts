// R23: a token that is used at an API after it was ended: given back by its command line, or with the person or the machine that it
// rests on. The thief holds the token and the session key that it is bound to, so that every proof of his is good; the API had read
// the status list just before. It refuses him within half a minute, and an API that asks the server learns it at once.
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { knowing, newColleague } from "../steps/people.ts";
import { newId, now } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { movableClock } from "../support/movable-clock.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { familyOf } from "./support-refusals.ts";
import { type AskingApi, askingApi } from "./support-resource-server.ts";

const atEnd = afterTests();

/** The promise of docs/how-to/administer.md and protocol §4.7 about an API that reads the lists. */
const WITHIN_MS = 30_000;

let orders: string;
let asking: AskingApi;
let victim: EnrolledStage;
let carol: EnrolledStage;
let dave: EnrolledStage;
beforeAll(async () => {
  orders = `http://localhost:${await freePort()}`;
  asking = askingApi("orders-api", [orders]);
  const program = { id: CLIENT, name: "Shop", scopes: ["orders:read"], resources: [orders] };
  victim = await openEnrolledStage(atEnd, await knowing(atEnd, [program], { resourceServers: [asking.written] }));
  carol = await newColleague(victim, "carol");
  dave = await newColleague(victim, "dave");
  const api = await startOrdersApi({ issuer: victim.issuer, origin: orders, env: { PATH: process.env["PATH"] ?? "" } });
  atEnd(async () => void (await api.stop()));
});

const loginOf = (stage: EnrolledStage) => redeemedLogin(stage, "orders:read", { resource: orders });

const refusalSchema = v.object({ refusal: v.string() });

/** Calls the API with token and session key. @returns `200`, or status and refusal */
async function call(stage: EnrolledStage, { tokens }: RedeemedLogin, api = orders, iat = now()): Promise<string> {
  const url = `${api}/orders`;
  const accessToken = tokens.access_token;
  const dpop = await signDpop(stage.parties.session, { method: "GET", url, jti: newId(), iat, accessToken });
  const answer = await fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop } });
  return answer.ok ? String(answer.status) : `${answer.status} ${v.parse(refusalSchema, await answer.json()).refusal}`;
}

interface Stolen {
  readonly of: EnrolledStage;
  readonly login: RedeemedLogin;
  /** The one who ends it, and the event of the security log. */
  readonly end: () => Promise<unknown>;
  readonly expected: object;
  /** The answer to a refresh of the same login. */
  readonly refreshed: string;
}

const giveBack = (stage: EnrolledStage, token: string) => stage.postForm("/oauth/revoke", { client_id: CLIENT, token });
const revoke = (what: string, id: string) => victim.server.shell("revoke", what, id, "--reason", "stolen laptop");

const stolen: Record<string, Stolen> = {};
beforeAll(async () => {
  const [access, renewal, suspended, revoked] = [
    await loginOf(carol),
    await loginOf(carol),
    await loginOf(carol),
    await loginOf(dave),
  ];
  Object.assign(stolen, {
    "given back as an access token": {
      of: carol,
      login: access,
      end: () => giveBack(carol, access.tokens.access_token),
      expected: { reason: "logged_out", by: "client" },
      refreshed: "200",
    },
    "given back with its refresh token": {
      of: carol,
      login: renewal,
      end: () => giveBack(carol, renewal.tokens.refresh_token),
      expected: { access_token_jti: null, reason: "logged_out", by: "client" },
      refreshed: "400 invalid_grant/credential_revoked",
    },
    "of a person who was suspended": {
      of: carol,
      login: suspended,
      end: () => revoke("user", "carol"),
      expected: { access_token_jti: null, reason: "user_suspended", by: "server_shell" },
      refreshed: "400 invalid_grant/user_inactive",
    },
    "of a machine that was revoked": {
      of: dave,
      login: revoked,
      end: () => revoke("machine", dave.parties.device.thumbprint),
      expected: { access_token_jti: null, reason: "machine_revoked", by: "server_shell" },
      refreshed: "400 invalid_grant/bound_set_revoked",
    },
  } satisfies Record<string, Stolen>);
});

describe("a stolen token with its key", () => {
  it("is valid until it is ended: then the server says so at once, and the log names it", async () => {
    for (const [what, { of, login, end, expected, refreshed }] of Object.entries(stolen)) {
      expect([what, await call(of, login)]).toEqual([what, "200"]); // and the API has the list now
      expect([what, await asking.isActive(victim, login.tokens.access_token)]).toEqual([what, true]);
      await end();
      expect([what, await asking.isActive(victim, login.tokens.access_token)]).toEqual([what, false]);
      const events = storedEventsSince(victim, 0).filter(({ subject }) => subject === familyOf(victim, login.id));
      expect(events.at(-1)).toMatchObject({ kind: "token_revoked", data: expected });
      expect([what, (await refresh(of, login.tokens.refresh_token)).outcome]).toEqual([what, refreshed]);
    }
  });

  it("is refused by the API that had read the list before, within half a minute", { timeout: 90_000 }, async () => {
    const refused = async ({ of, login }: Stolen) =>
      (await call(of, login)) === "401 token_revoked" ? true : undefined;
    const all = Object.entries(stolen).map(([what, one]) =>
      until(
        () => refused(one),
        WITHIN_MS,
        () => `${what}: the API still takes it`,
      ),
    );
    expect(await Promise.all(all)).toEqual(all.map(() => true));
  });

  it("ends alone: the victim's own tokens, and those of a reactivated person, are valid", async () => {
    expect(await call(victim, await loginOf(victim))).toBe("200");
    await victim.server.shell("restore", "user", "carol");
    const again = await loginOf(carol);
    expect(await asking.isActive(victim, again.tokens.access_token)).toBe(true);
    expect(await call(carol, again)).toBe("200");
    const [suspended] = Object.values(stolen).filter(({ refreshed }) => refreshed.endsWith("user_inactive"));
    if (suspended === undefined) throw new Error("nobody was suspended");
    expect(await asking.isActive(victim, suspended.login.tokens.access_token)).toBe(false); // what ended stays ended
  });
});

describe("a stolen token that ends with its login", () => {
  const LIFE = 300;

  it("is refused in the minute after its end too, in which the API still takes an honest one", async () => {
    const clock = movableClock(atEnd);
    const own = `http://localhost:${await freePort()}`;
    const lifetimes = { accessTokenSeconds: LIFE, refreshTokenSeconds: LIFE };
    const program = { id: CLIENT, name: "Shop", scopes: ["orders:read"], resources: [own], ...lifetimes };
    const settings = { ...(await knowing(atEnd, [program])), ...clock.settings };
    const stage = await openEnrolledStage(atEnd, settings);
    const env = { PATH: process.env["PATH"] ?? "", ...clock.settings };
    const api = await startOrdersApi({ issuer: stage.issuer, origin: own, env });
    atEnd(async () => void (await api.stop()));
    const [taken, honest] = [
      await redeemedLogin(stage, "orders:read", { resource: own }),
      await redeemedLogin(stage, "orders:read", { resource: own }),
    ];
    expect([await call(stage, taken, own), await call(stage, honest, own)]).toEqual(["200", "200"]);
    await giveBack(stage, taken.tokens.refresh_token);
    clock.set(LIFE + 30);
    const later = now() + LIFE + 30;
    expect(await call(stage, honest, own, later)).toBe("200");
    expect(await call(stage, taken, own, later)).toBe("401 token_revoked");
  });
});
