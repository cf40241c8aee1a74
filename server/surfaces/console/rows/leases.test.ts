import { leasesApi, ownLeasesApi } from "@nearside/shared/api/console/leases.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { openConsole } from "../../../../test/kit/console.ts";
import { tokenIn } from "../../../../test/kit/exchange.ts";
import { askLease, leaseDetail, leaseForm } from "../../../../test/kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { postProvedJson } from "../../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { quarantineMachine } from "../../../protocol/revocation/quarantine-machine.ts";
import { MOST_LEASE_TOKENS } from "../../../register/tokens/lease-store.ts";
import { consolesOf } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { BILLS, ORDERS, openExchangeStage } from "../../../testing/exchange-stage.ts";
import type { TestServer } from "../../../testing/test-server.ts";

// Leases in account and console (protocol §12.3): what agents may do, what they did, and how the lease is ended.

let server: TestServer;
let alice: EnrolledMachine;
let bob: EnrolledMachine;
let lease: RedeemedLogin;
let page: Awaited<ReturnType<typeof openConsole>>;
let of: Awaited<ReturnType<typeof consolesOf<"administrator" | "auditor" | "user">>>;
beforeAll(async () => {
  const stage = await openExchangeStage();
  server = stage.server;
  alice = stage.machine;
  bob = await enrolledMachine(server, "bob");
  of = await consolesOf(server, ["administrator", "auditor", "user"]);
  page = await openConsole(server, alice);
  lease = await newLease(alice);
  return () => server.close();
});

const newLease = (machine: EnrolledMachine): Promise<RedeemedLogin> =>
  redeemedLogin(
    server,
    machine,
    leaseForm(
      leaseDetail(
        [
          { resource: ORDERS, scope: "read", tools: ["list_orders"] },
          { resource: BILLS, scope: "" },
        ],
        {
          ...{ calls: 3, idle: 600, why: "find the lost order" },
        },
      ),
    ),
  );
const own = async (query = "") =>
  (await page.get(`${ownLeasesApi.list.path}${query}`)).as(ownLeasesApi.list.output).rows;
const all = async (query = "") =>
  (await of("auditor").get(`${leasesApi.list.path}${query}`)).as(leasesApi.list.output).rows;

describe("a person's own leases", () => {
  it("are listed with what each allows and has given", async () => {
    expect(await own()).toEqual([
      {
        id: lease.id,
        agent: { name: "Claude Code", program: "/usr/local/bin/claude" },
        why: "find the lost order",
        after: null,
        client: { id: "nearside-cli", name: "Nearside command line" },
        machine: { id: alice.boundSetId, hostname: expect.any(String) },
        person: { id: alice.user.id, name: "alice" },
        access: [
          { resource: ORDERS, scope: "read", tools: ["list_orders"] },
          { resource: BILLS, scope: "", tools: null },
        ],
        calls: { used: 0, left: 3 },
        began: expect.any(Number),
        ends: expect.any(Number),
        last_used: expect.any(Number),
        idle: 600,
        state: "active",
        ended_by: null,
      },
    ]);
  });

  it("show each token and what the machine says that it did with it", async () => {
    const { claims } = await tokenIn(await askLease(server, lease, { resource: ORDERS, tool: "list_orders" }));
    const call = { method: "GET", url: `${ORDERS}/orders`, status: 200 };
    const calls = [{ jti: claims.jti, ...call }];
    await postProvedJson(server, `/api/leases/${lease.id}/calls`, { calls }, lease.session);
    const shown = (await page.get(at(ownLeasesApi.tokens, lease.id).address)).as(ownLeasesApi.tokens.output);
    expect(shown).toEqual({
      rows: [
        {
          ...{ jti: claims.jti, at: expect.any(Number), resource: ORDERS, scope: "read", tool: "list_orders" },
          calls: [{ ...call, told_at: expect.any(Number) }],
        },
      ],
      next: null,
      total: 1,
    });
    expect((await own())[0]?.calls).toEqual({ used: 1, left: 2 });
  });

  it("are nobody else's, by whatever address", async () => {
    const theirs = await newLease(bob);
    expect(await own()).toHaveLength(1);
    const { address } = at(ownLeasesApi.tokens, theirs.id);
    expect((await page.get(address)).outcome).toBe("404 unknown");
    expect((await page.change(at(ownLeasesApi.end, theirs.id).address, {})).outcome).toBe("404 unknown");
    expect((await page.get(`${ownLeasesApi.list.path}?person=${bob.user.id}`)).outcome).toBe("400 invalid_request");
  });

  it("are ended by a touch, and gone from those that are open", async () => {
    const { id, ...more } = await newLease(alice);
    expect((await page.change(at(ownLeasesApi.end, id).address, {})).status).toBe(200);
    expect((await own(`?q=${id}`))[0]).toMatchObject({ state: "ended", ended_by: "ended_by_person" });
    expect((await own("?open=yes")).map((one) => one.id)).toEqual([lease.id]);
    expect((await own("?open=no")).map((one) => one.id)).toEqual([id]);
    expect((await askLease(server, more, { resource: ORDERS })).outcome).toBe("400 invalid_grant/lease_ended");
    expect((await page.change(at(ownLeasesApi.end, id).address, {})).outcome).toBe("409 conflict");
  });
});

describe("the leases of all people", () => {
  it("are seen by those who see machines, by person and by machine", async () => {
    expect((await all(`?person=${bob.user.id}`)).map(({ person }) => person.name)).toEqual(["bob"]);
    expect((await all(`?machine=${alice.boundSetId}`)).every(({ person }) => person.name === "alice")).toBe(true);
    expect((await of("user").get(leasesApi.list.path)).outcome).toBe("403 not_permitted");
    const tokens = await of("auditor").get(at(leasesApi.tokens, lease.id).address);
    expect(tokens.as(leasesApi.tokens.output).total).toBe(1);
  });

  it("are ended by who manages machines", async () => {
    const { id } = await newLease(bob);
    const { address } = at(leasesApi.end, id);
    expect((await of("auditor").change(address, {})).outcome).toBe("403 not_permitted");
    expect((await of("administrator").change(address, {})).status).toBe(200);
    expect((await all(`?q=${id}`))[0]).toMatchObject({ state: "ended", ended_by: "ended_by_administrator" });
  });

  it("are used up at the bound of those that count no calls, and gone from those that are open", async () => {
    const { id } = await redeemedLogin(server, bob, leaseForm(leaseDetail([{ resource: BILLS, scope: "" }], {})));
    const usedUp = { calls_used: MOST_LEASE_TOKENS };
    await server.services.db.updateTable("leases").set(usedUp).where("login_id", "=", id).execute();
    expect((await all(`?q=${id}`))[0]).toMatchObject({ state: "spent", calls: { left: null } });
    expect(await all(`?q=${id}&open=yes`)).toEqual([]);
    expect(await all(`?q=${id}&open=no`)).toHaveLength(1);
  });

  it("are quarantined with their machine", async () => {
    const { id, boundSetId } = { ...(await newLease(bob)), boundSetId: bob.boundSetId };
    await quarantineMachine(server.services, boundSetId, { by: SERVER_SHELL, note: null });
    expect((await all(`?q=${id}`))[0]).toMatchObject({ state: "quarantined", ended_by: null });
  });
});
