import { listAnswerSchema } from "@nearside/shared/api/console/list.ts";
import {
  foreignLoginSchema,
  ownLoginDetailSchema,
  ownLoginSchema,
  ownLoginsQuerySchema,
} from "@nearside/shared/api/console/own-logins.ts";
import { endedTokensSchema, ownTokenSchema } from "@nearside/shared/api/console/own-tokens.ts";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import { metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { sayStartedElsewhere } from "../../../../test/kit/login-messages.ts";
import { CLIENT, deny, loginNonce, refresh, startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { countForeignLogins } from "../../../protocol/login/view/foreign-logins.ts";
import { eachOwnLogin, listOwnLogins } from "../../../protocol/login/view/own-logins.ts";
import { quarantineMachine } from "../../../protocol/revocation/quarantine-machine.ts";
import { countOwnTokens } from "../../../protocol/tokens/own-tokens.ts";
import { consoleOf } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { plansOf } from "../../../testing/query-plan.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { openTestServer } from "../../../testing/test-server.ts";

const ACCOUNT = "/api/console/account";
const loginsSchema = listAnswerSchema(ownLoginSchema);
const tokensSchema = listAnswerSchema(ownTokenSchema);
const foreignSchema = listAnswerSchema(foreignLoginSchema);

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let page: ConsolePage;
  let laptop: EnrolledMachine;
  beforeEach(async () => {
    page = await consoleOf(server, "user");
    laptop = page.machine;
  });

  const logins = async (query = "") => (await page.get(`${ACCOUNT}/logins?${query}`)).as(loginsSchema);
  const tokens = async (query = "") => (await page.get(`${ACCOUNT}/tokens?${query}`)).as(tokensSchema);
  const detail = async (id: string) => (await page.get(`${ACCOUNT}/logins/${id}`)).as(ownLoginDetailSchema);

  it("shows my logins as they were asked, the newest first, page by page", async () => {
    const first = await redeemedLogin(server, laptop);
    server.pass(2);
    const open = await startedLogin(server.from("192.0.2.9"), laptop);
    const one = await logins("limit=1");
    expect(one).toMatchObject({
      total: 2,
      rows: [
        {
          id: open.id,
          client: { id: CLIENT },
          state: "pending",
          alarm: null,
          machine: { id: laptop.boundSetId, hostname: "laptop" },
          command: "deploy prod",
          cwd: "~/shop",
          address: "192.0.2.9",
          scope: "read",
        },
      ],
    });
    const two = await logins(`limit=1&after=${encodeURIComponent(one.next ?? "")}`);
    expect([two.rows.map(({ id, state }) => [id, state]), two.next]).toEqual([[[first.id, "redeemed"]], null]);
    server.pass(600);
    expect((await logins(`q=${open.id}`)).rows).toMatchObject([{ state: "expired" }]);
  });

  it("filters them by state, machine, day, program and id", async () => {
    const desk = await enrolledMachine(server, laptop.user.name);
    const login = await redeemedLogin(server, laptop);
    await startedLogin(server, desk);
    const ids = async (query: string) => (await logins(query)).rows.map(({ id }) => id);
    expect(await ids("state=redeemed")).toEqual([login.id]);
    expect(await ids(`device=${laptop.device.thumbprint}`)).toEqual([login.id]);
    expect(await ids(`q=${login.id}`)).toEqual([login.id]);
    expect(await ids(`q=${CLIENT}`)).toHaveLength(2);
    expect(await ids("q=%25")).toEqual([]);
    const at = server.now() * 1000;
    expect(await ids(`from=${at}&to=${at + 999}`)).toHaveLength(2);
    expect(await ids(`from=${at + 1000}`)).toEqual([]);
    expect(await ids(`to=${at - 1}`)).toEqual([]);
    const file = (await page.get(`${ACCOUNT}/logins/export?state=redeemed`)).text;
    expect(file).toContain(`${login.id},`);
    expect(file.trim().split("\r\n")).toHaveLength(2);
  });

  it("tells of one what was asked, how it was approved, what it gave and what happened", async () => {
    const login = await redeemedLogin(server, laptop);
    expect(await detail(login.id)).toMatchObject({
      login: { id: login.id, state: "redeemed" },
      context: { account: "ada", parent: "bash", tty: "/dev/pts/1", remote: null },
      browser: "Chromium 141",
      approved: { authenticator: { attested: false } },
      granted: { scope: "read", state: "active" },
      reason: null,
    });
    expect((await detail(login.id)).events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["login_requested", "login_met", "login_approved", "login_redeemed"]),
    );
  });

  it("marks what somebody said they did not start, and what was opened elsewhere", async () => {
    const login = await metLogin(server, laptop);
    await deny(server, login, login.met.attestation, laptop.extension, true);
    const victim = await consoleOf(server, "user");
    const stolen = await startedLogin(server, laptop);
    const seen = await loginNonce(server, victim.machine.browser, stolen);
    await sayStartedElsewhere(server, stolen, victim.machine.extension, seen);
    const marks = new Map((await logins()).rows.map(({ id, alarm }) => [id, alarm]));
    expect([marks.get(login.id), marks.get(stolen.id)]).toEqual(["denied_as_foreign", "opened_elsewhere"]);

    const foreign = (await victim.get(`${ACCOUNT}/foreign-logins`)).as(foreignSchema);
    expect(foreign).toMatchObject({ total: 1, rows: [{ login: stolen.id, own: null, browser: "Chromium 141" }] });
    expect(JSON.stringify(foreign)).not.toContain(laptop.user.id); // only the security team says who did it
    expect((await victim.get(`${ACCOUNT}/logins/${stolen.id}`)).outcome).toBe("404 unknown");
    expect((await page.get(`${ACCOUNT}/foreign-logins`)).as(foreignSchema).total).toBe(0);
    // the person who started the login learns that it was opened, and nothing about the browser that opened it
    const openings = (await detail(stolen.id)).opened_elsewhere;
    expect(openings).toEqual([{ at: expect.any(Number), own: null }]);
    expect((await detail(login.id)).opened_elsewhere).toEqual([]);
  });

  it("says of a link that was opened on another machine of one's own which that was, on either side", async () => {
    const desk = await enrolledMachine(server, laptop.user.name);
    await server.services.db
      .updateTable("devices")
      .set({ hostname: "desk" })
      .where("jkt", "=", desk.device.thumbprint)
      .execute();
    const login = await startedLogin(server, laptop);
    await sayStartedElsewhere(server, login, desk.extension, await loginNonce(server, desk.browser, login));
    const { rows } = (await page.get(`${ACCOUNT}/foreign-logins?q=${login.id}`)).as(foreignSchema);
    expect(rows).toMatchObject([{ machine: { hostname: "desk" }, own: { hostname: "laptop" } }]);
    expect((await detail(login.id)).opened_elsewhere).toMatchObject([
      { own: { hostname: "desk", browser: "Chromium 141" } },
    ]);
  });

  it("shows what is still active, and ends it so that the next refresh fails", async () => {
    const login = await redeemedLogin(server, laptop);
    const [token] = (await tokens()).rows;
    expect(token).toMatchObject({
      login: login.id,
      client: { id: CLIENT },
      scope: "read",
      machine: { id: laptop.boundSetId, is_quarantined: false },
      access_tokens: [{ actor: null }],
      access_tokens_total: 1,
    });
    const path = `${ACCOUNT}/tokens/${token?.id}/end`;
    expect((await page.change(path, {})).as(endedTokensSchema)).toEqual({ credentials: 1 });
    expect((await refresh(server, laptop, login, login.tokens.refresh_token ?? "")).outcome).toBe(
      "400 invalid_grant/credential_revoked",
    );
    expect((await page.change(path, {})).outcome).toBe("409 conflict");
    expect((await tokens()).total).toBe(0);
    expect((await detail(login.id)).granted).toMatchObject({ state: "ended" });
    expect((await eventsOf(server, token?.id ?? "")).filter(({ kind }) => kind === "token_revoked")).toMatchObject([
      { data: { reason: "ended_by_person", by: "console" } },
    ]);
  });

  it("ends all of them, and nobody else's", async () => {
    const other = await consoleOf(server, "user");
    await redeemedLogin(server, other.machine);
    await redeemedLogin(server, laptop);
    await redeemedLogin(server, await enrolledMachine(server, laptop.user.name));
    expect((await page.change(`${ACCOUNT}/tokens/end-all`, {})).as(endedTokensSchema)).toEqual({ credentials: 2 });
    expect((await tokens()).total).toBe(0);
    expect((await other.get(`${ACCOUNT}/tokens`)).as(tokensSchema).total).toBe(1);
  });

  it("keeps what a machine has that is quarantined, and says so", async () => {
    const desk = await enrolledMachine(server, laptop.user.name);
    await redeemedLogin(server, desk);
    await quarantineMachine(server.services, desk.boundSetId, { by: SERVER_SHELL, note: null });
    expect((await tokens()).rows).toMatchObject([{ machine: { is_quarantined: true } }]);
    expect(await countOwnTokens(server.services, laptop.user.id)).toBe(0);
  });

  it("knows nothing of a login or a token of somebody else, whatever their role", async () => {
    const login = await redeemedLogin(server, laptop);
    const [token] = (await tokens()).rows;
    const hostile = await consoleOf(server, "owner");
    for (const id of [login.id, `rq_${"A".repeat(22)}`, "rq_", "1", "constructor"])
      expect([id, (await hostile.get(`${ACCOUNT}/logins/${id}`)).outcome]).toEqual([id, "404 unknown"]);
    for (const query of ["", `q=${login.id}`, `device=${laptop.device.thumbprint}`])
      expect((await hostile.get(`${ACCOUNT}/logins?${query}`)).as(loginsSchema)).toMatchObject({ rows: [], total: 0 });
    expect((await hostile.get(`${ACCOUNT}/tokens?q=${login.id}`)).as(tokensSchema).total).toBe(0);
    expect((await hostile.get(`${ACCOUNT}/foreign-logins?q=${login.id}`)).as(foreignSchema).total).toBe(0);
    for (const id of [token?.id, `tf_${"A".repeat(22)}`, "tf_", "end-all"])
      expect((await hostile.change(`${ACCOUNT}/tokens/${id}/end`, {})).outcome).toBe("404 unknown");
    expect((await tokens()).total).toBe(1);
  });

  it.each(["state=any", "device=1", "from=-1", "sort=facts", "after=nowhere", "limit=201", "user=us_1"])(
    "refuses the query %s",
    async (query) => {
      expect((await page.get(`${ACCOUNT}/logins?${query}`)).outcome).toBe("400 invalid_request");
    },
  );
});

describe("100,000 logins of one person", () => {
  it("are paged, counted and filtered by one index, and foreign ones by their own", async () => {
    const server = await openTestServer({ database: "sqlite" });
    const queries = [{}, { state: "expired" }, { device: "A".repeat(43) }, { from: "1", to: "2" }, { q: CLIENT }];
    for (const query of queries.map((one) => v.parse(ownLoginsQuerySchema, one))) {
      const [page = "", count = ""] = await plansOf(server, (db) => listOwnLogins(db, "us_1", query, 0));
      expect(page).not.toContain("TEMP B-TREE");
      expect(page).toMatch(/^SEARCH logins USING INDEX logins_by_user_id_and_expires_at/);
      expect(count).toMatch(/^SEARCH logins USING COVERING INDEX logins_by_user_id_and_expires_at/);
      const [exported] = await plansOf(server, async (db) => {
        for await (const _ of eachOwnLogin(db, "us_1", query, 0)) break;
      });
      expect(exported).toBe(page);
    }
    const [foreign] = await plansOf(server, (db) => countForeignLogins(db, "us_1", 0));
    expect(foreign).toContain("events_foreign_logins");
    const [count] = await plansOf(server, (db) => countOwnTokens({ ...server.services, db }, "us_1"));
    expect(count).toContain("token_families_by_user_id_and_expires_at");
    await server.close();
  });
});
