import { listAnswerSchema } from "@nearside/shared/api/console/list.ts";
import { type LoginRow, loginDetailSchema, loginsApi } from "@nearside/shared/api/console/logins.ts";
import { searchApi } from "@nearside/shared/api/console/search.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { sayStartedElsewhere, sayWithdrawn } from "../../../test/kit/login-messages.ts";
import { CLIENT, deny, loginNonce, refresh, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { quarantineMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { consolesOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { plansOf } from "../../testing/query-plan.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { listLogins } from "./list-logins.ts";

const listSchema = listAnswerSchema(v.custom<LoginRow>(() => true));

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let page: Awaited<ReturnType<typeof consolesOf<"auditor" | "user" | "rule_author">>>;
  let alice: EnrolledMachine;
  let bob: EnrolledMachine;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    page = await consolesOf(server, ["auditor", "user", "rule_author"]);
    alice = await enrolledMachine(server, "alice");
    bob = await enrolledMachine(server, "bob");
    ids["expired"] = (await startedLogin(server, alice)).id;
    server.pass(600);
    const issued = await redeemedLogin(server, alice);
    await refresh(server, alice, issued, issued.tokens.refresh_token ?? "");
    ids["issued"] = issued.id;
    server.pass(1);
    const denied = await metLogin(server, alice);
    await deny(server, denied, denied.met.attestation, alice.extension, true, '"reason":"machine_quarantined"');
    ids["denied"] = denied.id;
    server.pass(1);
    ids["refused"] = (await startedLogin(server, bob)).id;
    const quarantining = { note: null, by: SERVER_SHELL, shown: null };
    await quarantineMachine(server.services, bob.device.thumbprint, quarantining);
    server.pass(1);
    ids["approved"] = (await approvedLogin(server, alice)).id;
    server.pass(1);
    const waiting = await startedLogin(server.from("203.0.113.66"), alice);
    await sayStartedElsewhere(
      server,
      waiting,
      page("user").machine.extension,
      await loginNonce(server, page("user").machine.browser, waiting),
    );
    ids["waiting"] = waiting.id;
  });

  const list = async (query: Record<string, string> = {}, of: ConsolePage = page("auditor")) =>
    (await of.get(`${loginsApi.list.path}?${new URLSearchParams(query)}`)).as(listSchema);
  const found = async (query: Record<string, string>) => {
    const { rows, total } = await list(query);
    expect(total).toBe(rows.length);
    return rows.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));
  };

  it("has one row for each login, the newest first, with its outcome", async () => {
    const { rows, total } = await list();
    expect(total).toBe(6);
    expect(rows.map(({ id, outcome }) => [id, outcome])).toEqual(
      ["waiting", "approved", "refused", "denied", "issued", "expired"].map((name) => [ids[name], name]),
    );
    expect(rows[0]).toMatchObject({
      person: { id: alice.user.id, name: "alice" },
      client: { id: CLIENT },
      machine: { id: alice.boundSetId, device: alice.device.thumbprint, hostname: "laptop" },
      alarm: "opened_elsewhere",
      address: "203.0.113.66",
      reason: null,
    });
    expect(rows[2]?.reason).toBe("device_quarantined");
    expect(rows[3]).toMatchObject({ alarm: "denied_as_foreign", reason: null });
  });

  it.each(["waiting", "approved", "refused", "denied", "issued", "expired"])("finds those %s", async (outcome) => {
    expect(await found({ outcome })).toEqual([outcome]);
    expect(await found({ outcome, client: CLIENT })).toEqual([outcome]);
    expect(await found({ outcome, person: (outcome === "refused" ? bob : alice).user.id })).toEqual([outcome]);
    expect(await found({ outcome, person: "us_nobody" })).toEqual([]);
    expect(await found({ outcome, client: "another" })).toEqual([]);
  });

  it("finds them by reason, person, machine, time and what was typed", async () => {
    expect(await found({ outcome: "cancelled" })).toEqual([]);
    expect(await found({ reason: "device_quarantined" })).toEqual(["refused"]);
    expect(await found({ reason: "machine_quarantined" })).toEqual([]); // what a person types is no reason
    for (const query of [
      { person: bob.user.id },
      { machine: bob.boundSetId },
      { machine: bob.device.thumbprint },
      { q: "bob" },
      { q: ids["refused"] ?? "" },
      { q: ` https://login.example/approve/${ids["refused"]} ` },
    ])
      expect(await found(query), JSON.stringify(query)).toEqual(["refused"]);
    expect(await found({ q: "203.0.113.66" })).toEqual(["waiting"]);
    expect(await found({ q: "bob", person: alice.user.id })).toEqual([]);
    expect(await found({ machine: "bs_nothing" })).toEqual([]);
    expect(await found({ q: "%" })).toEqual([]);
    expect(await found({ q: CLIENT })).toHaveLength(6);
    expect(await found({ q: "laptop" })).toHaveLength(6);
    const { rows } = await list();
    const at = String(rows[2]?.created_at);
    expect(await found({ from: at, to: at })).toEqual(["refused"]);
  });

  it("pages without a gap, in both orders, and exports all of it", async () => {
    for (const order of ["asc", "desc"]) {
      const seen: (string | undefined)[] = [];
      for (let after = ""; ; ) {
        const { rows, next } = await list({ order, limit: "4", ...(after === "" ? {} : { after }) });
        seen.push(...rows.map(({ id }) => id));
        if (next === null) break;
        after = next;
      }
      expect(seen).toEqual((await list({ order })).rows.map(({ id }) => id));
    }
    const [header, ...lines] = (await page("auditor").get(`${loginsApi.exportList.path}?outcome=refused`)).text
      .trim()
      .split("\r\n");
    expect(header).toBe("id,started_at,decided_at,person,program,machine,address,outcome,reason,alarm");
    expect(lines).toEqual([expect.stringMatching(/^rq_.+,\d{4}-\d\d-\d\dT.+Z,.*,bob,.+,refused,device_quarantined,$/)]);
  });

  it("tells in its timeline of its tokens as well, once for each kind", async () => {
    const { events } = (await page("auditor").get(`${loginsApi.list.path}/${ids["issued"]}`)).as(loginDetailSchema);
    const kinds = events.map(({ kind }) => kind);
    expect(kinds[0]).toBe("login_requested");
    expect(kinds.slice(-2)).toEqual(["login_redeemed", "token_refreshed"]);
    expect(events.at(-1)).toMatchObject({ times: 1, by: null, rules: [] });
  });

  it("tells a test by nearside doctor from a login that somebody cancelled", async () => {
    const carol = await enrolledMachine(server, "carol");
    for (const reason of ["ended", "tested"] as const) {
      const login = await startedLogin(server, carol);
      expect((await sayWithdrawn(server, login, login.session, { reason })).status).toBe(204);
      const [row] = (await list({ q: login.id })).rows;
      const shown = reason === "tested" ? "tested" : null;
      expect(row).toMatchObject({ outcome: "cancelled", reason: shown });
      const detail = (await page("auditor").get(`${loginsApi.list.path}/${login.id}`)).as(loginDetailSchema);
      expect(detail.reason).toBe(shown);
    }
  });

  describe("the search across the console", () => {
    const search = async (q: string, role: "auditor" | "user" | "rule_author" = "auditor") =>
      (await page(role).get(`${searchApi.find.path}?${new URLSearchParams({ q })}`)).as(searchApi.find.output);

    it("finds people, machines, programs, and the login that an id names", async () => {
      expect(await search("bob")).toMatchObject({
        people: [{ id: bob.user.id, name: "bob" }],
        machines: [],
        logins: [],
      });
      expect((await search("lapt")).machines.map(({ owner }) => owner)).toContain("bob");
      expect((await search(CLIENT)).programs.map(({ id }) => id)).toEqual([CLIENT]);
      expect((await search(ids["refused"] ?? "")).logins).toMatchObject([{ id: ids["refused"], person: "bob" }]);
      expect((await search(`rq_${"A".repeat(22)}`)).logins).toEqual([]);
    });

    it("finds nothing that the role may not read", async () => {
      const none = { people: [], machines: [], programs: [], logins: [] };
      for (const q of ["bob", "lapt", CLIENT, ids["refused"] ?? ""]) expect(await search(q, "user")).toEqual(none);
      expect((await search(CLIENT, "rule_author")).programs).toEqual([]);
      expect((await search("bob", "rule_author")).people).toHaveLength(1);
      for (const q of ["", "b", " b "]) expect(await search(q)).toEqual(none);
    });
  });
});

describe("a million logins", () => {
  it("are paged and counted by an index for each of the filters", async () => {
    const server = await openTestServer({ database: "sqlite" });
    const used = async (query: Record<string, string>) => {
      const read = v.parse(loginsApi.list.input, query);
      const [paged = "", counted = ""] = await plansOf(server, (db) => listLogins(db, read, 0));
      expect(paged + counted).not.toMatch(/SCAN logins(?! USING)/);
      return [...new Set(paged.match(/(?<=INDEX )logins_\w+/g))].sort();
    };
    expect(await used({})).toEqual(["logins_failed", "logins_issued", "logins_open", "logins_waiting"]);
    expect(await used({ outcome: "issued" })).toEqual(["logins_issued"]);
    expect(await used({ outcome: "refused", from: "1", to: "2" })).toEqual(["logins_failed"]);
    expect(await used({ reason: "rule_denied", from: "1", to: "2" })).toEqual(["logins_by_reason"]);
    expect(await used({ outcome: "waiting" })).toEqual(["logins_open", "logins_waiting"]);
    expect(await used({ outcome: "expired" })).toEqual(["logins_failed", "logins_open", "logins_waiting"]);
    const expired = v.parse(loginsApi.list.input, { outcome: "expired" });
    const [, count] = await plansOf(server, (db) => listLogins(db, expired, 0));
    expect(count).toContain("SCAN logins USING COVERING INDEX logins_failed"); // its rows are looked up for nothing
    expect(await used({ client: CLIENT })).toContain("logins_of_client");
    expect(await used({ person: "us_1", outcome: "issued" })).toEqual(["logins_by_user_id_and_expires_at"]);
    await server.close();
  });
});
