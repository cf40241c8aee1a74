import { ANY_AUTHENTICATOR } from "@nearside/shared/api/console/authenticator-policy.ts";
import { describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { sayStartedElsewhere } from "../../../test/kit/login-messages.ts";
import { loginNonce, startedLogin } from "../../../test/kit/login-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userRoleChanged } from "../../platform/audit/events/people.ts";
import { setMetadataSource } from "../../protocol/passkeys/metadata/set-source.ts";
import { quarantineMachine, releaseMachine } from "../../protocol/revocation/quarantine-machine.ts";
import { revokeBrowser } from "../../protocol/revocation/revoke-browser.ts";
import { revokeMachine } from "../../protocol/revocation/revoke-machine.ts";
import { revokePasskey } from "../../protocol/revocation/revoke-passkey.ts";
import { restoreUser, suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, furtherBrowser, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { MAIL } from "../../testing/mail-settings.ts";
import { addPasskeyOn, newKey } from "../../testing/own-passkeys.ts";
import { actingAs } from "../../testing/people.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { publishPolicy, resetPolicy } from "../authenticators/publish-policy.ts";
import { offboardUser } from "../offboarding/offboard-user.ts";
import { changePerson, changeRole } from "../people/change-person.ts";
import { createPerson } from "../people/create-person.ts";
import { agreeToRecovery } from "../recovery/agree-to-recovery.ts";
import { makeCodes } from "../recovery/break-glass/make-codes.ts";
import { useCode } from "../recovery/break-glass/use-code.ts";
import { issueTicket } from "../recovery/issue-recovery-ticket.ts";
import { startRecovery } from "../recovery/start-recovery.ts";
import { publishRules } from "../rules/publish-rules.ts";

const WHY = { note: "lost", by: SERVER_SHELL };

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database, mail: MAIL });

  /** Makes a person with an address. */
  const person = async (
    name: string,
    role: "user" | "administrator" | "owner" = "user",
    email: string | null = `${name}@example.com`,
  ) => {
    await newTicket(server, name);
    await server.services.db.updateTable("users").set({ email, role }).where("name", "=", name).execute();
  };
  /** Reads the notices, except those about the tickets by which the machines of these tests were enrolled. */
  const notices = async (but = "ticket_made") => {
    const all = server.services.db.selectFrom("notices").selectAll().orderBy("seq");
    const rows = await all.where("kind", "<>", but).execute();
    return rows.map(({ kind, address, facts, count }) => ({ kind, address, count, facts: JSON.parse(facts) }));
  };
  const sentNotices = async () => (await notices()).map(({ kind, address }) => `${kind} ${address}`);

  it("tells a person of a machine that waits, and that it was admitted: which, and from where", async () => {
    await person("alice");
    const { open } = await pendingMachine(server.from("192.0.2.7"), await newMachine(), "alice");
    const about = {
      person: { name: "alice", display_name: "alice" },
      machine: { hostname: "laptop", os: "Debian 13" },
      browser: "Chromium",
      address: "192.0.2.7",
    };
    expect(await notices()).toMatchObject([
      { kind: "machine_waits", address: "alice@example.com", facts: { ...about, browser: expect.any(String) } },
    ]);
    expect(open.user.name).toBe("alice");
    await enrolledMachine(server, "alice");
    expect(await sentNotices()).toEqual([
      "machine_waits alice@example.com",
      "machine_waits alice@example.com",
      "machine_added alice@example.com",
    ]);
  });

  it("invites a person for whom a ticket was made, and gives it to nobody", async () => {
    await person("alice");
    const ticket = await newTicket(server, "alice", { seconds: 3600 });
    const [invited, ...more] = await notices("");
    expect(more).toEqual([]);
    expect(invited).toMatchObject({ kind: "ticket_made", address: "alice@example.com" });
    expect(invited?.facts).toEqual({
      person: { name: "alice", display_name: "alice" },
      until: server.services.clock() + 3_600_000,
    });
    expect(JSON.stringify(await server.services.db.selectFrom("notices").selectAll().execute())).not.toContain(ticket);
  });

  it("tells of a recovery how to stop it, and everybody who may act of an alarm", async () => {
    await person("alice");
    const machine = await enrolledMachine(server, "alice");
    const by = await actingAs(server, "administrator", "recovery.start");
    const second = await actingAs(server, "administrator", "recovery.second");
    await person("adam", "administrator");
    await person("olga", "owner");
    const about = { user: machine.user.id, reason: "met her", lost: "laptop", machines: [machine.boundSetId] };
    const id = await startRecovery(server.services, about, by);
    await agreeToRecovery(server.services, id, second);
    const { codes } = await makeCodes(server.services, 1, SERVER_SHELL);
    const typed = { code: codes[0] ?? "", user: "olga", sessionJkt: "page", address: "203.0.113.9" };
    await useCode(server.services, typed);
    const all = (await notices()).filter(({ kind }) => !/_(waits|added)$/.test(kind));
    const whom = all.map(({ kind, address }) => `${kind} ${address}`);
    expect(whom.slice(0, 3)).toEqual([
      "recovery_started alice@example.com",
      "machine_quarantined alice@example.com",
      "recovery_agreed alice@example.com",
    ]);
    expect(whom.slice(3).sort()).toEqual(["break_glass_used adam@example.com", "break_glass_used olga@example.com"]);
    expect(all[2]?.facts).toMatchObject({ recovery: id, until: server.services.clock() + 86_400_000 });
    expect(all[3]?.facts).toMatchObject({ person: { name: "olga" }, address: "203.0.113.9" });
    server.pass(86_400);
    await issueTicket(server.services, id, second);
    expect((await notices()).at(-1)).toMatchObject({
      kind: "recovery_ticket_made",
      address: "alice@example.com",
      facts: { recovery: id },
    });
  });

  it("tells of a further browser, and of what is taken away", async () => {
    await person("alice");
    const machine = await enrolledMachine(server, "alice");
    const further = await furtherBrowser(server, machine);
    const [passkey] = await server.services.db.selectFrom("passkeys").select("credential_id").execute();
    await revokeBrowser(server.services, further.extension.thumbprint, WHY);
    await revokePasskey(server.services, passkey?.credential_id ?? "", WHY);
    await quarantineMachine(server.services, machine.boundSetId, WHY);
    await releaseMachine(server.services, machine.boundSetId, WHY);
    await revokeMachine(server.services, machine.boundSetId, WHY);
    expect((await sentNotices()).slice(2)).toEqual([
      "browser_waits alice@example.com",
      "browser_added alice@example.com",
      "browser_removed alice@example.com",
      "passkey_removed alice@example.com",
      "machine_quarantined alice@example.com",
      "machine_released alice@example.com",
      "machine_removed alice@example.com",
    ]);
  });

  it("tells of a further passkey, and of whose session added it", async () => {
    await person("alice");
    const machine = await enrolledMachine(server, "alice");
    const before = (await notices()).length;
    await addPasskeyOn(await openConsole(server, machine), newKey());
    expect((await notices()).slice(before)).toMatchObject([
      { kind: "passkey_added", address: "alice@example.com", facts: { by: "alice", machine: { hostname: "laptop" } } },
    ]);
  });

  it("tells the target of a foreign login nothing about who started it, and tells administrators", async () => {
    await person("mallory");
    await person("alice");
    await person("ann", "administrator");
    await person("olga", "owner");
    const attacker = await enrolledMachine(server, "mallory");
    const victim = await enrolledMachine(server, "alice");
    await server.services.db.deleteFrom("notices").execute();
    for (let each = 0; each < 3; each += 1) {
      const login = await startedLogin(server.from("203.0.113.66"), attacker);
      await sayStartedElsewhere(server, login, victim.extension, await loginNonce(server, victim.browser, login));
    }
    const [only, ...more] = await notices();
    expect(only).toMatchObject({ kind: "login_elsewhere", address: "alice@example.com", count: 3 });
    expect(JSON.stringify(only)).not.toMatch(/mallory|rq_|203\.0/);
    const facts = {
      person: { name: "alice" },
      machine: { hostname: "laptop" },
      browser: expect.any(String),
      started: { name: "mallory", hostname: "laptop", address: "203.0.113.66" },
    };
    expect(more.map(({ address }) => address).sort()).toEqual(["ann@example.com", "olga@example.com"]);
    for (const notice of more) expect(notice).toMatchObject({ kind: "foreign_login", count: 3, facts });
  });

  it("troubles no administrator with a link that somebody opened on another machine of their own", async () => {
    await person("alice");
    await person("olga", "owner");
    const [one, other] = [await enrolledMachine(server, "alice"), await enrolledMachine(server, "alice")];
    await server.services.db.deleteFrom("notices").execute();
    const login = await startedLogin(server, one);
    await sayStartedElsewhere(server, login, other.extension, await loginNonce(server, other.browser, login));
    expect(await sentNotices()).toEqual(["login_elsewhere alice@example.com"]);
  });

  it("tells owners and administrators who was suspended, reactivated or offboarded", async () => {
    await person("alice");
    await person("ann", "administrator");
    await person("olga", "owner");
    await person("otto", "owner", null);
    await suspendUser(server.services, "alice", WHY);
    await restoreUser(server.services, "alice", SERVER_SHELL);
    await offboardUser(server.services, { column: "name", value: "alice" }, { ...WHY, shown: null });
    const all = ["ann@example.com", "olga@example.com"];
    expect((await sentNotices()).sort()).toEqual(
      ["person_offboarded", "person_restored", "person_suspended"].flatMap((kind) =>
        all.map((address) => `${kind} ${address}`),
      ),
    );
  });

  it("tells owners and administrators of rules that were published in the console", async () => {
    const author = await actingAs(server, "rule_author", "rules.write");
    await person("ann", "administrator");
    const text = '@id("all")\npermit (principal, action, resource);\n';
    const draft = { text, tests: "[]", reason: "one way in", acknowledged: [] };
    await publishRules(server.services, { ...draft, base: 0 }, author);
    await publishRules(server.services, { ...draft, base: 1 }, SERVER_SHELL);
    expect(await sentNotices()).toEqual(["rules_published ann@example.com"]);
  });

  it("tells owners and administrators of an authenticator policy, and of where metadata comes from", async () => {
    await person("ann", "administrator");
    const by = await actingAs(server, "owner", "authenticators.manage"); // she gets a notice about that owner first
    const policy = { ...ANY_AUTHENTICATOR, attested_only: true };
    await publishPolicy(server.services, { policy, note: null, endsUnfit: false, after: 0 }, by);
    await setMetadataSource(server.services, "https://mds.example/", by);
    await resetPolicy(server.services, null, SERVER_SHELL);
    await setMetadataSource(server.services, null, SERVER_SHELL);
    expect((await sentNotices()).slice(1)).toEqual([
      "authenticator_policy_published ann@example.com",
      "metadata_source_changed ann@example.com",
    ]);
    expect((await notices())[1]?.facts).toMatchObject({ by: expect.any(String) });
  });

  it("tells people who have left nothing about the things that end with it", async () => {
    await person("alice");
    const machine = await enrolledMachine(server, "alice");
    await furtherBrowser(server, machine);
    const before = (await sentNotices()).length;
    await offboardUser(server.services, { column: "name", value: "alice" }, { ...WHY, shown: null });
    expect((await sentNotices()).slice(before)).toEqual([]);
  });

  it("tells them nothing about it where they want no mail", async () => {
    const quiet = await openTestServer({ database, mail: { ...MAIL, tellAdministrators: false } });
    for (const name of ["alice", "olga"]) await newTicket(quiet, name);
    await quiet.services.db.updateTable("users").set({ email: "olga@example.com", role: "owner" }).execute();
    await suspendUser(quiet.services, "alice", WHY);
    expect(await quiet.services.db.selectFrom("notices").selectAll().execute()).toEqual([]);
    await quiet.close();
  });

  it("tells a person of another role, and by whom", async () => {
    await person("alice");
    await person("olga", "owner");
    const ids = await server.services.db.selectFrom("users").select(["id", "name"]).execute();
    const id = (name: string) => ids.find((one) => one.name === name)?.id ?? "";
    const by = {
      kind: "person",
      userId: id("olga"),
      deviceJkt: "d",
      changeId: "ch_1",
      permission: "roles.manage",
    } as const;
    await server.services.db
      .transaction()
      .execute((trx) => append(trx, userRoleChanged(1, id("alice"), { from: "user", to: "auditor" }), { by }));
    expect(await notices()).toMatchObject([
      {
        kind: "role_changed",
        address: "alice@example.com",
        facts: { by: "olga", role: { from: "user", to: "auditor" } },
      },
    ]);
  });

  it("tells every other owner and administrator who has gained an administrator's role, or lost it, and of nobody else", async () => {
    const by = await actingAs(server, "owner", "roles.manage");
    await person("ann", "administrator");
    await person("olga", "owner");
    const idOf = async (name: string) =>
      (await server.services.db.selectFrom("users").select("id").where("name", "=", name).executeTakeFirstOrThrow()).id;
    await person("alice");
    await changeRole(server.services, await idOf("alice"), "auditor", by);
    await changeRole(server.services, await idOf("alice"), "user", by);
    expect(await sentNotices()).toEqual(["role_changed alice@example.com", "role_changed alice@example.com"]);
    await server.services.db.deleteFrom("notices").execute();

    await changeRole(server.services, await idOf("ann"), "owner", by);
    const eve = { name: "eve", displayName: "Eve", email: "eve@example.com", role: "rule_author" } as const;
    await createPerson(server.services, eve, by);
    await createPerson(server.services, { ...eve, name: "eda", displayName: "Eda", email: null, role: "auditor" }, by);
    expect((await sentNotices()).toSorted()).toEqual([
      "person_role_changed ann@example.com",
      "person_role_changed olga@example.com",
      "person_role_changed olga@example.com",
      "role_changed ann@example.com",
    ]);
    const roles = (await notices()).map(({ facts }) => `${facts.person.name}: ${facts.role.from} → ${facts.role.to}`);
    expect(new Set(roles)).toEqual(new Set(["ann: administrator → owner", "eve: none → rule_author"]));

    await server.services.db.deleteFrom("notices").execute();
    await offboardUser(server.services, { column: "name", value: "eve" }, { ...WHY, shown: null });
    expect(new Set((await notices()).map(({ kind }) => kind))).toEqual(new Set(["person_offboarded"]));
  });

  it("tells the address that was theirs until now where theirs goes elsewhere", async () => {
    await person("alice");
    const { id } = await server.services.db.selectFrom("users").select("id").executeTakeFirstOrThrow();
    await changePerson(server.services, id, { displayName: "Alice", email: "new@example.com" }, SERVER_SHELL);
    await changePerson(server.services, id, { displayName: "Alice B.", email: "new@example.com" }, SERVER_SHELL);
    expect(await sentNotices()).toEqual(["address_changed alice@example.com"]);
  });

  it("goes to the address of that time: changing it afterwards hides nothing from anybody", async () => {
    await person("alice");
    await enrolledMachine(server, "alice");
    await server.services.db.updateTable("users").set({ email: "mallory@evil.example" }).execute();
    expect(new Set((await notices()).map(({ address }) => address))).toEqual(new Set(["alice@example.com"]));
  });

  it("makes none for a person without an address, and the event is there anyway", async () => {
    await person("alice", "user", null);
    await enrolledMachine(server, "alice");
    expect(await notices()).toEqual([]);
  });

  it("tells every administrator of an alarm, whatever they are told of else, and the person of the machine", async () => {
    const page = await consoleOf(server, "user", "alice");
    await person("olga", "owner");
    await server.services.db
      .updateTable("users")
      .set({ email: "alice@example.com" })
      .where("name", "=", "alice")
      .execute();
    const login = await startedLogin(server, await enrolledMachine(server, "alice"));
    await server.services.db.deleteFrom("notices").execute();
    expect((await page.change("/api/console/account/not-me", { what: "login", id: login.id })).outcome).toBe("200");
    expect(await notices()).toMatchObject([
      { kind: "machine_quarantined", address: "alice@example.com" },
      {
        kind: "account_alarm",
        address: "olga@example.com",
        facts: { person: { name: "alice" }, machine: { hostname: "laptop" }, by: "alice" },
      },
    ]);
  });

  it("makes none where no mail is sent", async () => {
    const silent = await openTestServer({ database });
    await newTicket(silent, "alice");
    await silent.services.db.updateTable("users").set({ email: "alice@example.com" }).execute();
    await enrolledMachine(silent, "alice");
    expect(await silent.services.db.selectFrom("notices").selectAll().execute()).toEqual([]);
    await silent.close();
  });
});
