import {
  machineAnswerSchema,
  machineDoneSchema,
  machinesAnswerSchema,
  machinesApi,
} from "@nearside/shared/api/console/machines.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import { askToEnrol } from "../../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import {
  CLIENT,
  deviceStatementOf,
  meetLogin,
  PROTECTED,
  postureStatementOf,
  refresh,
  sayPosture,
  startedLogin,
} from "../../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import { postForm } from "../../../../test/kit/send.ts";
import { listMachines } from "../../../administration/machines/list-machines.ts";
import { countOpen } from "../../../administration/machines/machine-state.ts";
import { readCsv, withoutGuard } from "../../../platform/lists/csv.ts";
import { recordKeyInKeyring } from "../../../protocol/enrolment/record-key-in-keyring.ts";
import { consoleOf, giveRole } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { plansOf } from "../../../testing/query-plan.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";

const PATH = "/api/console/machines";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let page: ConsolePage;
  let alice: EnrolledMachine;
  beforeAll(async () => {
    page = await consoleOf(server, "administrator", "admin");
    alice = await enrolledMachine(server, "alice");
  });

  const list = async (query: string) => (await page.get(`${PATH}?${query}`)).as(machinesAnswerSchema);
  const one = async (id = alice.boundSetId) => (await page.get(`${PATH}/${id}`)).as(machineAnswerSchema);
  const act = (action: string, note: string | null = null, id = alice.boundSetId) =>
    page.change(`${PATH}/${id}/${action}`, { note });

  it.each(["last_seen_at", "hostname"])("finds few of many first, and sorts them by %s then", async (sort) => {
    const query = v.parse(machinesApi.list.input, { state: "quarantined", sort });
    const plans = await plansOf(server, (db) => listMachines(db, query, 0));
    expect(plans.join("\n")).toMatch(database === "postgres" ? /Sort Key/ : /USE TEMP B-TREE FOR ORDER BY/);
  });

  it.each(["none", "disk_encryption:off"])("finds those few by an index that said %s", async (said) => {
    const query = v.parse(machinesApi.list.input, { said });
    const plans = (await plansOf(server, (db) => listMachines(db, query, 0))).join("\n");
    expect(plans).toContain(
      said === "none" ? "devices_without_posture" : "postures_by_disk_encryption_and_key_storage",
    );
    expect(plans).not.toMatch(/SCAN (devices|postures)/);
  });

  it("counts and finds those that reported it, with their keys in one place, by one index", async () => {
    const query = v.parse(machinesApi.list.input, { said: "updates:pending", key_storage: "tpm" });
    const [count = "", page = ""] = await plansOf(server, (db) => listMachines(db, query, 0));
    const both =
      database === "postgres" ? /Index Cond: .*updates = .*key_storage = / : /\(updates=\? AND key_storage=\?\)/;
    for (const plan of [count, page]) {
      expect(plan).toContain("postures_by_updates_and_key_storage");
      expect(plan).toMatch(both);
    }
  });

  it("counts what happens there by the indexes of open logins", async () => {
    const plans = (await plansOf(server, (db) => countOpen(db, [alice.boundSetId], 0))).join("\n");
    expect(plans).toContain("logins_open");
    expect(plans).toContain("logins_waiting");
    expect(plans).not.toMatch(/SCAN logins$/m); // PostgreSQL goes through a table as small as this one
  });

  it("lists them with owner, key, and what happens there", async () => {
    await redeemedLogin(server, alice);
    await startedLogin(server, alice);
    const { rows, total } = await list("q=alice");
    expect(total).toBe(1);
    expect(rows).toMatchObject([
      {
        id: alice.boundSetId,
        device: alice.device.thumbprint,
        state: "active",
        owner: { name: "alice", state: "active" },
        key_storage: "file",
        open_logins: 1,
        credentials: 1,
      },
    ]);
    expect((await list("")).total).toBeGreaterThan(1);
    expect((await list(`user=${alice.user.id}`)).rows).toHaveLength(1);
    expect((await list(`q=${alice.device.thumbprint}`)).rows).toHaveLength(1);
    expect((await list("state=quarantined")).rows).toEqual([]);
    expect((await list("key_storage=tpm")).total).toBe(0);
    expect((await list("q=%25")).total).toBe(0); // no character in the text is a wildcard
  });

  it("shows what command line and extension say they are, as they said it last", async () => {
    const bob = await enrolledMachine(server, "versions");
    expect(await one(bob.boundSetId)).toMatchObject({ cli_version: null, extension_versions: [] });
    const statement = await deviceStatementOf(server, bob, await newSigner());
    const form = { client_id: CLIENT, device_statement: statement };
    await postForm(server, "/oauth/device_authorization", form, { "user-agent": "nearside/9.8.7" });
    const login = await startedLogin(server, bob);
    await meetLogin(server, bob, login, { attestation: { browser: "Chromium 156 on Linux · Nearside 7.6.5" } });
    expect(await one(bob.boundSetId)).toMatchObject({
      cli_version: null, // the command line that asked last did not name its version
      extension_versions: ["7.6.5"],
      browsers: [{ browser: "Chromium 141", version: "7.6.5" }],
    });
    const again = { ...form, device_statement: await deviceStatementOf(server, bob, await newSigner()) };
    await postForm(server, "/oauth/device_authorization", again, { "user-agent": "nearside/9.8.7" });
    expect((await one(bob.boundSetId)).cli_version).toBe("9.8.7");
    expect((await list("q=versions")).rows[0]).toMatchObject({ cli_version: "9.8.7", extension_versions: ["7.6.5"] });
  });

  it("shows what it said last of its protection, and finds machines by that", async () => {
    const dora = await enrolledMachine(server, "dora");
    expect((await one(dora.boundSetId)).posture).toBeNull();
    const user = `user=${dora.user.id}`;
    expect((await list(`${user}&said=none`)).rows).toHaveLength(1);
    const posture: Posture = {
      ...PROTECTED,
      disk_encryption: { value: "off", age: 90, source: "lsblk" },
      screen_lock: { value: "unknown", reason: "not_permitted", age: 0, source: "none" },
    };
    await sayPosture(server, await postureStatementOf(server, dora, { posture }));
    const now = server.now() * 1000;
    expect((await one(dora.boundSetId)).posture).toEqual({
      said_at: now,
      facts: [
        { name: "disk_encryption", value: "off", reason: null, source: "lsblk", looked_at: now - 90_000 },
        { name: "screen_lock", value: "unknown", reason: "not_permitted", source: "none", looked_at: now },
        { name: "updates", value: "current", reason: null, source: "apt", looked_at: now - 3_600_000 },
        { name: "firewall", value: "on", reason: null, source: "ufw", looked_at: now - 5000 },
      ],
    });
    const found = async (said: string) => (await list(`${user}&said=${said}`)).rows.length;
    expect(await found("disk_encryption:off")).toBe(1);
    expect(await found("screen_lock:unknown")).toBe(1);
    expect(await found("disk_encryption:on")).toBe(0);
    expect(await found("none")).toBe(0);
    const total = async (query: string) => (await list(`said=disk_encryption:off&${query}`)).total;
    const totals = [total("key_storage=file"), total("key_storage=tpm"), total("key_storage=file&state=quarantined")];
    expect(await Promise.all(totals)).toEqual([1, 0, 0]);
    expect((await list("said=disk_encryption:off&q=dora")).total).toBe(1);
    expect((await page.get(`${PATH}?said=disk_encryption:%25`)).status).toBe(400);
  });

  it("finds a machine by its protection and the place to which its key was moved", async () => {
    const emma = await enrolledMachine(server, "emma");
    await sayPosture(server, await postureStatementOf(server, emma, { posture: PROTECTED }));
    await recordKeyInKeyring(server.services, emma.device.thumbprint);
    const found = async (place: string) => {
      const { rows, total } = await list(`said=firewall:on&key_storage=${place}`);
      return { isListed: rows.some(({ id }) => id === emma.boundSetId), isAll: rows.length === total };
    };
    const inKeyring = { isListed: true, isAll: true };
    const inFile = { isListed: false, isAll: true };
    expect([await found("keyring"), await found("file")]).toEqual([inKeyring, inFile]);
    const changed: Posture = { ...PROTECTED, updates: { value: "pending", age: 0, source: "apt" } };
    await sayPosture(server, await postureStatementOf(server, emma, { posture: changed }));
    expect([await found("keyring"), await found("file")]).toEqual([inKeyring, inFile]);
  });

  it.each(["last_seen_at", "hostname", "owner", "enrolled_at"])("pages through them by %s, both ways", async (sort) => {
    for (const order of ["asc", "desc"]) {
      const first = await list(`sort=${sort}&order=${order}&limit=1`);
      const second = await list(`sort=${sort}&order=${order}&limit=1&after=${first.next}`);
      expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(2);
      expect(first.total).toBeGreaterThan(1);
    }
  });

  it("exports the same view", async () => {
    const { records } = readCsv((await page.get(`${PATH}/export?q=alice`)).text);
    // one thumbprint in 64 begins with a hyphen, which a spreadsheet would run
    expect(records.map(({ cells }) => cells.slice(0, 4).map(withoutGuard))).toEqual([
      [alice.boundSetId, alice.device.thumbprint, "active", "alice"],
    ]);
  });

  it("quarantines one, and lets it continue: the log and the machine's own page say who did it", async () => {
    const login = await redeemedLogin(server, alice);
    expect((await act("quarantine", "looks odd")).as(machineDoneSchema).ended.logins).toBe(1);
    const renewed = () => refresh(server, alice, login, login.tokens.refresh_token);
    expect((await renewed()).outcome).toBe("400 invalid_grant/device_quarantined");
    expect((await one()).state).toBe("quarantined");
    expect((await act("quarantine")).outcome).toBe("409 conflict");
    expect((await act("release")).outcome).toBe("200");
    expect((await act("release")).outcome).toBe("409 conflict");
    expect((await renewed()).outcome).toBe("200");
    expect((await one()).history).toMatchObject([
      { what: "device_released", by: "admin", note: null },
      { what: "device_quarantined", by: "admin", note: "looks odd" },
    ]);
    expect((await eventsOf(server, alice.device.thumbprint)).at(-1)?.data).toMatchObject({ by: "console" });
  });

  it("re-enrols, revokes and loses", async () => {
    expect((await act("re-enrol")).outcome).toBe("409 conflict"); // the only machine needs a recovery, by two people (R28)
    await enrolledMachine(server, "alice");
    const acted = (await act("re-enrol")).as(machineDoneSchema);
    expect(acted.ticket?.user).toBe("alice");
    const again = await askToEnrol(server, await newMachine(), "alice", acted.ticket?.ticket ?? "");
    expect(again.outcome).toBe("201");
    expect((await one()).state).toBe("revoked");
    expect((await act("revoke")).outcome).toBe("409 conflict");
    const other = await enrolledMachine(server, "bob");
    expect((await act("lost", "stolen on a train", other.boundSetId)).outcome).toBe("200");
    expect((await one(other.boundSetId)).history[0]).toMatchObject({ what: "device_lost", note: "stolen on a train" });
  });

  it("keeps administrators' machines for owners", async () => {
    const other = await enrolledMachine(server, "other");
    for (const role of ["administrator", "owner"] as const) {
      await giveRole(server, other.user.id, role);
      for (const action of ["quarantine", "release", "revoke", "lost", "re-enrol"])
        expect((await act(action, null, other.boundSetId)).outcome).toBe("403 not_permitted");
      expect((await one(other.boundSetId)).state).toBe("active");
    }
    await giveRole(server, other.user.id, "user");
  });

  it.each(["", "x".repeat(257), "a\nb", "\u202e", 7, {}])(
    "takes %j for no note, and says so beside the field",
    async (note) => {
      const answer = await page.change(`${PATH}/${alice.boundSetId}/revoke`, { note });
      expect([answer.outcome, answer.text]).toEqual(["400 invalid_request", expect.stringContaining('"field":"note"')]);
    },
  );

  it.each(["nothing", "%00", "%F0%9F%92%A5", "bs_", "..%2f"])("knows no machine %s", async (id) => {
    for (const answer of [await page.get(`${PATH}/${id}`), await act("quarantine", null, id)])
      expect(answer.outcome).toMatch(
        /^(404 unknown|401 not_signed_in|404 not_found|400 touch_invalid.assertion_invalid)$/,
      ); // a proof is for one writing of a path
  });
});
