import { setImmediate } from "node:timers/promises";
import { browserTroubleSchema } from "@nearside/shared/api/browser-trouble.ts";
import { localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { sayTrouble } from "../../../../test/kit/login-messages.ts";
import {
  approve,
  decided,
  loginNonce,
  meetLogin,
  type OpenLogin,
  poll,
  startedLogin,
} from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { Browser, postJson } from "../../../../test/kit/send.ts";
import { tidy } from "../../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { allRows, expectRefusal, lastEventSeq } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { openTestServer, type TestServer } from "../../../testing/test-server.ts";

// A page reports its browser's trouble. The report reaches the command line, and does nothing else (protocol §4.4, threat
// R19).

const ALL = browserTroubleSchema.options;
const server = serverForAll();
/** This server answers every poll at once. */
const hasty = serverForAll({ limits: { heldPolls: 0 } });
let machine: EnrolledMachine;
let login: OpenLogin;
let stranger: Browser;

/** Starts a login, and opens its page in a browser. */
async function begin(at: TestServer): Promise<void> {
  machine = await enrolledMachine(at, "alice");
  login = await startedLogin(at, machine);
  stranger = new Browser();
  await loginNonce(at, stranger, login);
}

const troubleIn = async (at: TestServer, count?: string): Promise<unknown> => {
  const answer = await poll(at, login, { form: { known_trouble: count } });
  expect(answer.outcome).toBe("400 authorization_pending");
  return JSON.parse(answer.text).trouble;
};

/** Reads all rows but the troubles themselves. */
async function allElse(at: TestServer): Promise<Readonly<Record<string, unknown>>> {
  const { login_troubles: _, ...rest } = await allRows(at);
  return rest;
}

describe("a page's report that its browser did not meet the command line", () => {
  beforeEach(() => begin(hasty));

  it("is passed on with the next poll, once for each code, and moves nothing", async () => {
    expect(await troubleIn(hasty)).toBeUndefined();
    const before = await allElse(hasty);
    const seq = await lastEventSeq(hasty);
    for (const code of [...ALL, ...ALL]) {
      expect((await sayTrouble(hasty, login, stranger, code)).text).toBe("{}");
      hasty.pass(1);
    }
    expect(await allElse(hasty)).toEqual(before);
    expect(await lastEventSeq(hasty)).toBe(seq);
    expect(await troubleIn(hasty)).toEqual(ALL);
    expect(await troubleIn(hasty, String(ALL.length))).toEqual(ALL);
  });

  it("is heard by the login it is about only", async () => {
    await sayTrouble(hasty, login, stranger, "unreachable");
    login = await startedLogin(hasty, machine);
    expect(await troubleIn(hasty)).toBeUndefined();
  });

  it("comes from a browser that opened a page of this server", async () => {
    const none = { outcome: "400 other_session", event: null };
    await expectRefusal(hasty, () => sayTrouble(hasty, login, new Browser(), "unreachable"), none);
    const planted = new Browser(`__Host-nearside=${"A".repeat(43)}.${"A".repeat(43)}`);
    await expectRefusal(hasty, () => sayTrouble(hasty, login, planted, "unreachable"), none);
    const unknown = { ...login, id: `rq_${hasty.id()}` };
    const nowhere = { outcome: "404 request_unknown", event: null };
    await expectRefusal(hasty, () => sayTrouble(hasty, unknown, stranger, "unreachable"), nowhere);
  });

  it.each(["", "denied", "UNREACHABLE", "toString", "x".repeat(10_000)])(
    "is one of the codes there are: %j",
    async (code) => {
      const answer = await sayTrouble(hasty, login, stranger, code);
      expect(answer.outcome).toBe("400 invalid_request");
      expect(await troubleIn(hasty)).toBeUndefined();
    },
  );

  it("says nothing more once the login is met, and nothing of one that has ended", async () => {
    await sayTrouble(hasty, login, stranger, "unreachable");
    (await meetLogin(hasty, machine, login)).answer.as(localityAnswerSchema);
    const before = await allRows(hasty);
    expect((await sayTrouble(hasty, login, stranger, "not_enrolled")).status).toBe(200);
    expect(await allRows(hasty)).toEqual(before);
    expect(await troubleIn(hasty)).toBeUndefined();

    const next = await startedLogin(hasty, machine);
    await loginNonce(hasty, stranger, next);
    hasty.pass(301);
    expect((await sayTrouble(hasty, next, stranger, "unreachable")).status).toBe(200);
    await tidy(hasty.services);
    expect((await allRows(hasty))["login_troubles"]).toEqual([]);
  });

  it("may be said by many at once, and is kept once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => sayTrouble(hasty, login, stranger, "unreachable")));
    expect(await troubleIn(hasty)).toEqual(["unreachable"]);
  });

  it.each(["x", "-1", "123", "1.5"])("is not asked for with known_trouble=%s", async (count) => {
    const answer = await poll(hasty, login, { form: { known_trouble: count } });
    expect(answer.outcome).toBe("400 invalid_request");
  });
});

describe("a held poll", () => {
  beforeEach(() => begin(server));

  it("is answered when there is trouble that it does not know of, and at once where there was", async () => {
    const held = troubleIn(server, "0");
    await sayTrouble(server, login, stranger, "permission_missing");
    expect(await held).toEqual(["permission_missing"]);
    await sayTrouble(server, login, stranger, "unreachable");
    expect(await troubleIn(server, "1")).toHaveLength(2);
  });

  it("is not ended by trouble, known or not asked for: the honest login continues, whatever strangers say (R19)", async () => {
    for (const count of [undefined, String(ALL.length)]) {
      await begin(server);
      const held = poll(server, login, { form: { known_trouble: count } });
      let isOver = false;
      const flood = (async () => {
        for (let at = 0; !isOver; at++) {
          await sayTrouble(server, login, stranger, ALL[at % ALL.length] ?? "");
          await setImmediate(); // two requests that come over a socket leave such a gap; without it no other request has a turn
        }
      })();
      try {
        (await meetLogin(server, machine, login)).answer.as(localityAnswerSchema);
        await approve(server, machine, login, await decided(server, machine, login));
        expect((await held).as(tokenAnswerSchema).token_type).toBe("DPoP");
      } finally {
        isOver = true;
      }
      await flood;
    }
  });
});

it("is limited as every request is", async () => {
  const limited = await openTestServer({ limits: { perAddressPerMinute: 600 } });
  try {
    await begin(limited);
    const from = limited.from("192.0.2.7");
    const path = `/api/requests/${login.id}/trouble`;
    for (let times = 0; times < 600; times++)
      await postJson(from, path, { code: "unreachable" }, { browser: stranger });
    const last = await postJson(from, path, { code: "unreachable" }, { browser: stranger });
    expect(last.outcome).toBe("429 rate_limited");
  } finally {
    await limited.close();
  }
});
