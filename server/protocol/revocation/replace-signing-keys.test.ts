import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askToEnrol, type OpenEnrolment, opened, prove, viewedBy } from "../../../test/kit/enrolment-steps.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, meetLogin, type OpenLogin, poll, startedLogin } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../../test/kit/machine.ts";
import { publishNextKey } from "../../platform/keys/rotate-keys.ts";
import { loadServerSecrets } from "../../platform/keys/server-secrets.ts";
import { loadSigningKeys, type SigningKeys } from "../../platform/keys/signing-keys.ts";
import { CLEAR } from "../../platform/keys/wrapping-keys.ts";
import { DATABASE_FILE } from "../../platform/store/data-folder.ts";
import { migrateToLatest } from "../../platform/store/migrate.ts";
import { openSqliteStore } from "../../platform/store/sqlite.ts";
import type { Store } from "../../platform/store/store.ts";
import { Changes } from "../../platform/waiting/changes.ts";
import { enrolledMachine, enrolmentWithPasskey, metEnrolment, newTicket, pendingBrowser } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { newPending, wordsOfPending } from "../../testing/pending.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { replaceKeys } from "./replace-signing-keys.ts";

// The server gives up keys that a stranger may have, and what they signed then leads to nothing (protocol §2, threat
// R16).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const GIVEN_UP = "server_key_given_up";
  const stateOf = async (table: "logins" | "enrolments", id: string) =>
    (await server.services.db.selectFrom(table).select("state").where("id", "=", id).executeTakeFirstOrThrow()).state;

  it("ends every login under way, and says why to the command line that waits", async () => {
    const started = await startedLogin(server, machine);
    const met = await metLogin(server, machine);
    const approved = await approvedLogin(server, machine);
    const redeemed = await redeemedLogin(server, machine);
    const decision = await decided(server, machine, met);
    const waiting = poll(server, met); // this poll is held open
    const { logins } = await replaceKeys(server.services);
    expect([...logins].sort()).toEqual([started.id, met.id, approved.id].sort());
    expect((await waiting).outcome).toBe(`400 access_denied/${GIVEN_UP}`);
    for (const [login, was] of [
      [started, "pending"],
      [met, "met"],
      [approved, "approved"],
    ] as const) {
      expect(await stateOf("logins", login.id)).toBe("refused");
      const event = { kind: "login_refused", subject: login.id, data: { reason: GIVEN_UP, was } };
      expect(await eventsOf(server, login.id)).toContainEqual(event);
      expect((await poll(server, login)).outcome).toBe(`400 access_denied/${GIVEN_UP}`);
    }
    // the secret behind the browser's cookie is given up too
    expect((await approve(server, machine, met, decision)).outcome).toBe("400 other_session");
    await expect(meetLogin(server, machine, started)).rejects.toThrow("the login is refused");
    expect(await stateOf("logins", redeemed.id)).toBe("redeemed"); // it had its token before
    expect((await redeemedLogin(server, machine)).tokens.token_type).toBe("DPoP");
  });

  /**
   * Puts the row back as it was before the keys were given up. It would look so if it had started while the server gave them
   * up.
   */
  async function putBack(table: "logins" | "enrolments", id: string, giveUp: () => Promise<unknown>): Promise<void> {
    const { db } = server.services;
    const before = await db.selectFrom(table).selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    await giveUp();
    await db
      .updateTable(table)
      .set({ state: before.state, data: before.data, version: before.version })
      .where("id", "=", id)
      .execute();
  }

  it("lets none be redeemed that began at that very moment", async () => {
    const approved = await approvedLogin(server, machine);
    await putBack("logins", approved.id, () => replaceKeys(server.services));
    expect((await poll(server, approved)).outcome).toBe(`400 invalid_grant/${GIVEN_UP}`);
    expect(await stateOf("logins", approved.id)).toBe("approved");
    const tokens = await server.services.db
      .selectFrom("token_families")
      .select("id")
      .where("login_id", "=", approved.id)
      .execute();
    expect(tokens).toEqual([]);
  });

  it("ends every enrolment under way, and its keys never become active", async () => {
    const [waits, meets, touches] = [await newMachine(), await newMachine(), await newMachine()];
    const waiting = await opened(await askToEnrol(server, waits, "bob", await newTicket(server, "bob")));
    const met = await metEnrolment(server, meets, "bob");
    const withPasskey = await enrolmentWithPasskey(server, touches, "bob");
    const pending = await newPending(server, "bob");
    const browser = await pendingBrowser(server, machine);
    const all: readonly (readonly [Machine, OpenEnrolment])[] = [
      [waits, waiting],
      [meets, met.open],
      [touches, withPasskey.open],
      [pending.machine, pending.open],
      [browser.further, browser.open],
    ];
    const { enrolments } = await replaceKeys(server.services);
    expect([...enrolments].sort()).toEqual(all.map(([, { id }]) => id).sort());
    for (const [side, open] of all) {
      const end = { reason: GIVEN_UP, note: null };
      expect(await viewedBy(server, side.device, open)).toMatchObject({ state: "refused", end });
      const event = { kind: "enrolment_refused", subject: open.id, data: { reason: GIVEN_UP, by: "administrator" } };
      expect((await eventsOf(server, open.id)).at(-1)).toEqual(event);
    }
    const keys = await server.services.db
      .selectFrom("devices")
      .select("state")
      .where("jkt", "=", pending.machine.device.thumbprint)
      .executeTakeFirstOrThrow();
    expect(keys.state).toBe("revoked");
    expect(await wordsOfPending(pending)).toMatch(/ /); // the person is no longer asked for them
    const further = await server.services.db
      .selectFrom("extensions")
      .select("state")
      .where("jkt", "=", browser.further.extension.thumbprint)
      .executeTakeFirstOrThrow();
    expect(further.state).toBe("revoked");
    expect((await redeemedLogin(server, machine)).tokens.token_type).toBe("DPoP"); // its own machine continues
    expect((await enrolledMachine(server, "bob")).user.name).toBe("bob");
  });

  it("lets no enrolment be bound that began at that very moment", async () => {
    const late = await newMachine();
    const { open } = await enrolmentWithPasskey(server, late, "bob");
    await prove(server, late, open, late.extension);
    await putBack("enrolments", open.id, () => replaceKeys(server.services));
    expect((await prove(server, late, open, late.device)).outcome).toBe(`400 ${GIVEN_UP}`);
    const bound = await server.services.db
      .selectFrom("devices")
      .select("jkt")
      .where("jkt", "=", late.device.thumbprint)
      .execute();
    expect(bound).toEqual([]);
  });

  it("leaves a login alone that a key signed which only retired", async () => {
    const login: OpenLogin = await approvedLogin(server, machine);
    await publishNextKey(server.services, 0);
    await server.services.keys.follow();
    expect((await poll(server, login)).outcome).toBe("200");
  });
});

describe("the private part of a key", () => {
  let folder: string;
  let store: Store;
  let now: number;
  let keys: SigningKeys;
  let secret: string;
  const clock = () => now;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nearside-erased-"));
    store = openSqliteStore(folder);
    await migrateToLatest(store.db, store.ddl);
    now = 1_795_000_000_000;
    keys = await loadSigningKeys(store, clock, CLEAR);
    const row = await store.db.selectFrom("signing_keys").select("private_jwk").executeTakeFirstOrThrow();
    [, secret = "none"] = /"d":"([A-Za-z0-9_-]{43})"/.exec(row.private_jwk ?? "") ?? [];
    expect(filesWithIt()).not.toEqual([]);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const filesWithIt = () =>
    readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(Buffer.from(secret)));
  const giveUp = async () =>
    replaceKeys({
      changes: new Changes(1),
      clock,
      db: store.db,
      keys,
      secrets: await loadServerSecrets(store, clock, CLEAR),
    });

  it("is in no file of the embedded database any more once it was given up", async () => {
    await giveUp();
    expect(filesWithIt()).toEqual([]);
  });

  it("is in none once it retired", async () => {
    await publishNextKey({ clock, db: store.db, keys }, 0);
    await keys.follow();
    expect(filesWithIt()).toEqual([]);
  });

  it("is erased later where somebody reads the database meanwhile", async () => {
    const backup = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true });
    backup.exec("begin");
    backup.prepare("select count(*) from signing_keys").get();
    await giveUp();
    expect(filesWithIt()).not.toEqual([]);
    backup.close();
    now += 60_000;
    await keys.follow();
    expect(filesWithIt()).toEqual([]);
  });
});
