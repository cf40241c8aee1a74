import { approveAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { askToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  askForLogin,
  decided,
  deviceStatementOf,
  poll,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../../test/kit/machine.ts";
import { getFrom, postJson } from "../../../test/kit/send.ts";
import { pageRoutes } from "../../surfaces/edge/pages.ts";
import { routesOf } from "../../surfaces/wiring/app.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { heldPoll } from "../../testing/held-poll.ts";
import { allRows, eventsSince, lastEventSeq } from "../../testing/ledger.ts";
import { DATABASES, type DatabaseKind } from "../../testing/temporary-store.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { readConfig } from "../config/config.ts";

// Limits are tested through the whole app (threats R9, R17, R19): a client over a limit is refused, nothing changes, and
// everybody else is served as before.

/** The defaults apply where an operator sets nothing. */
const { limits: DEFAULTS } = readConfig({ env: {}, workingFolder: "/", defaultDataFolder: "/nowhere" });
const HOME = "198.51.100.7";
const STRANGER = "203.0.113.9";
const wrong = (times: number): string => `${String(times).padStart(4, "0")}-${"0000-".repeat(6)}0000`;

let server: TestServer;
afterEach(() => server.close());
const open = async (limits: Partial<typeof DEFAULTS> = {}, database: DatabaseKind = "sqlite"): Promise<void> => {
  server = await openTestServer({ database, limits: { ...DEFAULTS, ...limits } });
};

const start = async (at: TestServer, machine: EnrolledMachine) =>
  askForLogin(at, { device_statement: await deviceStatementOf(at, machine, await newSigner()) });

/** Reads the events about limits from the security log. */
const limited = async () => (await eventsSince(server, 0)).filter(({ kind }) => kind === "rate_limited");

it("holds every address but the probes' to a limit", async () => {
  await open();
  const free = routesOf(server.services).filter(({ limit }) => limit === "none");
  expect(free.map(({ path }) => path)).toEqual(["/healthz", "/readyz"]);
  const pages = pageRoutes(new Map());
  expect(pages.map(({ limit }) => limit)).toEqual(pages.map(() => "requests"));
});

describe("an office behind one address", () => {
  it("logs in 200 times within a minute, each with its page", async () => {
    await open();
    const office = server.from(HOME);
    const machines: EnrolledMachine[] = [];
    for (let at = 0; at < 20; at++) machines.push(await enrolledMachine(office, `person-${at}`));
    for (let round = 0; round < 10; round++) {
      for (const machine of machines) {
        for (const path of ["/.well-known/oauth-authorization-server", "/oauth/jwks", "/approve/x", "/favicon.ico"])
          await getFrom(office, path);
        await redeemedLogin(office, machine);
      }
    }
    expect(await server.services.db.selectFrom("token_families").select("id").execute()).toHaveLength(200);
    expect(await limited()).toEqual([]);
  });
});

describe("one address that asks without end", () => {
  it("is told when to come again, and nobody else is", async () => {
    await open({ perAddressPerMinute: 600 });
    const alice = await enrolledMachine(server.from(HOME), "alice");
    const before = await allRows(server);
    const seq = await lastEventSeq(server);
    const stranger = server.from(STRANGER);
    for (let times = 0; times < 600; times++) await getFrom(stranger, `/nothing/${times}`);
    for (let times = 0; times < 50; times++) {
      const answer = await getFrom(stranger, "/oauth/nothing");
      expect(answer.outcome).toBe("429 temporarily_unavailable");
    }
    const answer = await postJson(stranger, "/api/requests/x/nonce", {});
    expect(answer.outcome).toBe("429 rate_limited");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(answer.text).toMatch(/Your network .* Try again in (1 second|[0-9]+ seconds)\./);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await allRows(server)).toEqual(before);
    expect(server.logged.filter((line) => line.includes("a limit was reached"))).toHaveLength(1);
    expect(await eventsSince(server, seq)).toEqual([
      { kind: "rate_limited", subject: null, data: { limit: "requests", by: "address", address: STRANGER } },
    ]);
    // probes are not counted
    expect((await getFrom(stranger, "/healthz")).status).toBe(200);
    await redeemedLogin(server.from(HOME), alice);
  });

  it("is an IPv6 network, not each of its addresses", async () => {
    await open({ perAddressPerMinute: 600 });
    for (let times = 0; times < 600; times++) await getFrom(server.from(`2001:db8:1:2::${times.toString(16)}`), "/x");
    expect((await getFrom(server.from("2001:db8:1:2:ffff::1"), "/x")).outcome).toBe("429 rate_limited");
    expect((await getFrom(server.from("2001:db8:1:3::1"), "/x")).status).toBe(404);
  });

  it("has no budget for each of the networks that a subscriber has: four for a /56, sixteen for a /48", async () => {
    await open({ perAddressPerMinute: 600 });
    const ask = async (network: number) =>
      (await getFrom(server.from(`2001:db8:1:${network.toString(16)}::1`), "/x")).outcome;
    let answered = 0;
    for (let times = 0; times < 3000; times++) if ((await ask(times % 256)) !== "429 rate_limited") answered += 1;
    expect(answered).toBe(2400);
    expect(await limited()).toMatchObject([{ data: { limit: "requests", address: "2001:db8:1:0::/56" } }]);
    expect(await ask(0x100)).not.toBe("429 rate_limited"); // this is the next subscriber's address
    for (let times = 0; times < 9000; times++) await ask((times % 30) * 0x100 + (times % 7));
    expect(await ask(0xff00)).toBe("429 rate_limited");
    expect((await limited()).at(-1)).toMatchObject({ data: { address: "2001:db8:1:0::/48" } });
    expect((await getFrom(server.from("2001:db8:2::1"), "/x")).status).toBe(404);
  });

  it.each([
    ["nonces", "/api/requests/x/nonce", "429 rate_limited"],
    ["nonces", "/api/enrolments/x/nonce", "429 rate_limited"],
    ["login_starts", "/oauth/device_authorization", "429 temporarily_unavailable"],
    ["enrolment_starts", "/api/enrolments", "429 rate_limited"],
  ])("is held to less of what costs more: %s at %s", async (limit, path, outcome) => {
    await open({ perAddressPerMinute: 600 });
    const stranger = server.from(STRANGER);
    for (let times = 0; times < 120; times++) await postJson(stranger, path, {});
    expect((await postJson(stranger, path, {})).outcome).toBe(outcome);
    expect((await getFrom(stranger, "/oauth/jwks")).status).toBe(200);
    expect(await limited()).toMatchObject([{ subject: null, data: { limit, address: STRANGER } }]);
    expect((await postJson(server.from(HOME), path, {})).status).toBeLessThan(429);
  });

  it("is asked before anything of the request is read", async () => {
    await open({ perAddressPerMinute: 600 });
    const stranger = server.from(STRANGER);
    for (let times = 0; times < 600; times++) await getFrom(stranger, "/x");
    const answer = await postJson(stranger, "/api/enrolments", { text: "x".repeat(100_000) });
    expect(answer.outcome).toBe("429 rate_limited");
  });
});

describe("tickets that are wrong (threat R17)", () => {
  it("are looked at only so often from one address; another's good one is taken meanwhile", async () => {
    await open({ perAddressPerMinute: 3000 }); // the defaults allow 60 tries and 10 wrong tickets a minute
    const ticket = await newTicket(server, "alice");
    const before = await allRows(server);
    const guesser = server.from(STRANGER);
    for (let times = 0; times < 10; times++)
      expect((await askToEnrol(guesser, await newMachine(), "alice", wrong(times))).outcome).toBe("400 ticket_invalid");
    const seq = await lastEventSeq(server);
    expect((await askToEnrol(guesser, await newMachine(), "alice", wrong(11))).outcome).toBe("429 rate_limited");
    // the right ticket is refused too: a secret that is not compared gives nothing away
    expect((await askToEnrol(guesser, await newMachine(), "alice", ticket)).outcome).toBe("429 rate_limited");
    expect(await eventsSince(server, seq)).toMatchObject([
      { kind: "rate_limited", data: { limit: "wrong_tickets", address: STRANGER } },
    ]);
    expect(await allRows(server)).toEqual(before);
    expect((await askToEnrol(server.from(HOME), await newMachine(), "alice", ticket)).status).toBe(201);
  });

  it.each(DATABASES)(
    "are counted though they come at once: no more are looked at than one after the other, on %s",
    async (database) => {
      await open({ perAddressPerMinute: 3000 }, database);
      const guesser = server.from(STRANGER);
      const machine = await newMachine();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, at) => askToEnrol(guesser, machine, "alice", wrong(at))),
      );
      expect(answers.filter(({ outcome }) => outcome === "400 ticket_invalid")).toHaveLength(10);
      expect(answers.filter(({ outcome }) => outcome === "429 rate_limited")).toHaveLength(40);
    },
  );

  it("are counted though each comes from another network of one subscriber", async () => {
    await open({ perAddressPerMinute: 3000 });
    const machine = await newMachine();
    const tries: string[] = [];
    for (let at = 0; at < 60; at++)
      tries.push(
        (await askToEnrol(server.from(`2001:db8:1:${at.toString(16)}::1`), machine, "alice", wrong(at))).outcome,
      );
    expect(tries.filter((outcome) => outcome === "400 ticket_invalid")).toHaveLength(40);
  });

  it.each(DATABASES)("are counted in all though many addresses send them at once, on %s", async (database) => {
    await open({ perAddressPerMinute: 3000 }, database);
    const machine = await newMachine();
    const tryFrom = (at: number) => askToEnrol(server.from(`203.0.113.${at % 60}`), machine, "alice", wrong(at));
    for (let at = 0; at < 60; at++) expect((await tryFrom(at)).outcome).toBe("400 ticket_invalid");
    const answers = await Promise.all(Array.from({ length: 120 }, (_, at) => tryFrom(60 + at)));
    expect(answers.filter(({ outcome }) => outcome === "400 ticket_invalid")).toHaveLength(40);
    expect(answers.filter(({ outcome }) => outcome === "429 rate_limited")).toHaveLength(80);
  });

  it.each(DATABASES)("hold up nobody of an office who shows a good one at the same moment, on %s", async (database) => {
    await open({ perAddressPerMinute: 3000 }, database);
    const office = server.from(HOME);
    const shown: [Machine, string][] = [];
    for (let times = 0; times < 30; times++) shown.push([await newMachine(), await newTicket(server, "alice")]);
    const answers = await Promise.all(shown.map(([machine, ticket]) => askToEnrol(office, machine, "alice", ticket)));
    for (const answer of answers) expect(answer.outcome).toBe("201");
  });

  it("of many addresses together stop those who guess, and nobody's first try", async () => {
    await open({ perAddressPerMinute: 3000 }); // the default allows 100 wrong ones a minute in all
    const ticket = await newTicket(server, "alice");
    const machine = await newMachine();
    for (let times = 0; times < 100; times++)
      await askToEnrol(server.from(`203.0.113.${times}`), machine, "alice", wrong(times));
    expect((await askToEnrol(server.from("203.0.113.5"), machine, "alice", wrong(200))).outcome).toBe(
      "429 rate_limited",
    );
    expect((await askToEnrol(server.from(HOME), await newMachine(), "alice", ticket)).status).toBe(201);
  });
});

describe("a machine", () => {
  it("starts only so many logins a minute; its user's other machine and everybody else start theirs", async () => {
    await open({ loginsPerMachinePerMinute: 5 });
    const alice = await enrolledMachine(server, "alice");
    const other = await enrolledMachine(server, "alice");
    const bob = await enrolledMachine(server, "bob");
    for (let times = 0; times < 5; times++) await startedLogin(server, alice);
    const before = await allRows(server);
    const seq = await lastEventSeq(server);
    const answers = [await start(server, alice), await start(server.from(HOME), alice)];
    for (const answer of answers) expect(answer.outcome).toBe("429 temporarily_unavailable");
    expect(answers[0]?.text).toContain("This machine started too many logins");
    expect(await allRows(server)).toEqual(before);
    expect(await eventsSince(server, seq)).toEqual([
      {
        kind: "rate_limited",
        subject: alice.device.thumbprint,
        data: { limit: "machine_logins", by: "machine", address: null },
      },
    ]);
    await redeemedLogin(server, other);
    await redeemedLogin(server, bob);
  });

  it("loses no budget by somebody who speaks in its name, nor by a statement sent twice", async () => {
    await open({ loginsPerMachinePerMinute: 5 });
    const alice = await enrolledMachine(server, "alice");
    const session = await newSigner();
    const forged = async () =>
      deviceStatementOf(server, alice, session, {
        by: { ...(await newSigner()), thumbprint: alice.device.thumbprint },
      });
    for (let times = 0; times < 10; times++)
      expect((await askForLogin(server, { device_statement: await forged() })).outcome).toMatch(/^400 invalid_request/);
    const statement = await deviceStatementOf(server, alice, session);
    expect((await askForLogin(server, { device_statement: statement })).status).toBe(200);
    for (let times = 0; times < 10; times++)
      expect((await askForLogin(server, { device_statement: statement })).outcome).toBe("400 invalid_request/replayed");
    await redeemedLogin(server, alice);
  });

  it("has only so many logins open, however many it asks for at once (threat R9)", async () => {
    await open({ openLoginsPerMachine: 3 });
    const alice = await enrolledMachine(server, "alice");
    const first = await metLogin(server, alice);
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(server, alice)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, ...Array(8).fill(429)]);
    expect(await limited()).toHaveLength(1);
    // an open login stays, is finished, and makes room
    expect(await server.services.db.selectFrom("logins").select("state").execute()).toHaveLength(3);
    expect((await poll(server, first, { form: { device_code: "A".repeat(43) } })).outcome).toBe("400 invalid_grant");
    server.pass(301);
    await redeemedLogin(server, alice);
  });

  it("is told when its next one may be opened", async () => {
    await open({ openLoginsPerMachine: 2 });
    const alice = await enrolledMachine(server, "alice");
    await startedLogin(server, alice);
    server.pass(100);
    await startedLogin(server, alice);
    const answer = await start(server, alice);
    expect(answer.outcome).toBe("429 temporarily_unavailable");
    expect(answer.headers.get("retry-after")).toBe("200");
  });

  it("cannot fill its person's share alone", async () => {
    await open({ openLoginsPerMachine: 2, openLoginsPerUser: 3 });
    const [one, two] = [await enrolledMachine(server, "alice"), await enrolledMachine(server, "alice")];
    for (let times = 0; times < 2; times++) await startedLogin(server, one);
    expect((await start(server, one)).text).toContain("This machine has too many waiting logins");
    await startedLogin(server, two);
    expect((await start(server, two)).text).toContain("You have too many waiting logins");
    expect(await limited()).toMatchObject([
      { subject: one.device.thumbprint, data: { by: "machine" } },
      { subject: one.user.id, data: { by: "user" } },
    ]);
    await approvedLogin(server, await enrolledMachine(server, "bob"));
  });
});

describe("polls and refreshes", () => {
  it("are slowed as RFC 8628 has it, and a login that was polled too often is granted after all", async () => {
    await open({ heldPolls: 0 });
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const alice = await enrolledMachine(server, "alice");
      const login = await approvedLoginAfter(150, alice);
      const answer = await poll(server, login);
      expect(answer.outcome).toBe("400 slow_down");
      expect(answer.headers.get("retry-after")).toBe("60");
      vi.advanceTimersByTime(60_001);
      expect((await poll(server, login)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  async function approvedLoginAfter(polls: number, machine: EnrolledMachine) {
    const login = await approvedLogin(server, machine);
    for (let times = 0; times < polls; times++) await server.services.budgets.spend("polls", login.id);
    return login;
  }

  it("are held to the person's share, which no thief without both keys can spend", async () => {
    await open({ refreshesPerUserPerMinute: 10 });
    const alice = await enrolledMachine(server, "alice");
    const login = await redeemedLogin(server, alice);
    let token = login.tokens.refresh_token ?? "";
    for (let times = 0; times < 20; times++)
      expect((await refresh(server, alice, login, token, { statementBy: await newSigner() })).status).toBe(400);
    for (let times = 0; times < 10; times++)
      token = JSON.parse((await refresh(server, alice, login, token)).text).refresh_token;
    const refused = await refresh(server, alice, login, token);
    expect(refused.outcome).toBe("429 temporarily_unavailable");
    // the token is as valid as it was
    const families = await server.services.db.selectFrom("token_families").select("state").execute();
    expect(families).toEqual([{ state: "active" }]);
    await redeemedLogin(server, await enrolledMachine(server, "bob"));
  });
});

describe("polls that are held open", () => {
  it("are so many of one address; beyond them the answer comes at once, and the login continues", async () => {
    await open({ heldPollsPerAddress: 1 });
    const [alice, bob] = [await enrolledMachine(server, "alice"), await enrolledMachine(server, "bob")];
    const [first, second, other] = [
      await metLogin(server, alice),
      await metLogin(server, alice),
      await metLogin(server, bob),
    ];
    const held = await heldPoll(server, first.id, () => poll(server.from(STRANGER), first));
    expect((await poll(server.from(STRANGER), second)).outcome).toBe("400 authorization_pending");
    expect(held.isHeld()).toBe(true); // it came first, and the second would have been held for as long
    const elsewhere = await heldPoll(server, other.id, () => poll(server.from(HOME), other));
    expect(elsewhere.isHeld()).toBe(true);
    for (const [login, machine] of [
      [first, alice],
      [other, bob],
      [second, alice],
    ] as const)
      (await approve(server, machine, login, await decided(server, machine, login))).as(approveAnswerSchema);
    expect([(await held.answer).status, (await elsewhere.answer).status]).toEqual([200, 200]);
    expect((await poll(server.from(STRANGER), second)).status).toBe(200);
  });
});

describe("behind a proxy", () => {
  it("each of its clients is counted alone", async () => {
    server = await openTestServer({ limits: { perAddressPerMinute: 600 }, trustedProxies: ["10.0.0.1"] });
    const proxy = server.from("10.0.0.1");
    const via = (client: string) => getFrom(proxy, "/x", { "x-forwarded-for": `192.0.2.99, ${client}` });
    for (let times = 0; times < 600; times++) await via(STRANGER);
    expect((await via(STRANGER)).status).toBe(429);
    expect((await via(HOME)).status).toBe(404);
  });
});
