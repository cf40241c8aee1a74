import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { type MetLogin, metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { approve, askForDecision, poll, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { answerBack, askBack, coApprove, coRefuse } from "../../../test/kit/second-approver.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { loadServerSecrets, replaceSecrets } from "../../platform/keys/server-secrets.ts";
import { CLEAR } from "../../platform/keys/wrapping-keys.ts";
import { currentNumber } from "../../protocol/rules/version-store.ts";
import { findEvidence } from "../../register/logins/evidence-store.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { noteAdmissions } from "../../register/people/admissions.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { newcomer } from "../../testing/newcomer.ts";
import { newPerson } from "../../testing/people.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { exportEvidence } from "../audit/export-evidence.ts";
import { offboardUser } from "../offboarding/offboard-user.ts";
import { publishRules } from "../rules/publish-rules.ts";
import { createPerson } from "./create-person.ts";
import { erasePerson } from "./erase-person.ts";
import { previewImport } from "./import-people.ts";

const rulesOf = (how: string): string => `@id("two") ${how} forbid (principal, action == Action::"approve", resource);`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  const offboarded = async (name: string) => {
    const person = await newPerson(server, name);
    const left = { by: SERVER_SHELL, note: null, shown: null };
    await offboardUser(server.services, { column: "id", value: person.id }, left);
    return person;
  };

  it("erases a person who has left, and leaves the hashes and signatures of the proof", async () => {
    const machine = await newcomer(server);
    const { db } = server.services;
    const redeemed = await redeemedLogin(server, machine);
    const ended = await startedLogin(server, machine);
    server.pass(400);
    await poll(server, ended);
    const before = await findEvidence(db, redeemed.id);
    const left = { by: SERVER_SHELL, note: null, shown: null };
    await offboardUser(server.services, { column: "id", value: machine.user.id }, left);

    const { name, logins } = await erasePerson(server.services, machine.user.id, SERVER_SHELL);
    expect(logins).toBe(2);
    const user = db.selectFrom("users").select(["name", "display_name", "email", "state"]);
    expect(await user.where("id", "=", machine.user.id).execute()).toEqual([
      { name, display_name: "Erased", email: null, state: "offboarded" },
    ]);
    const rows = await allRows(server);
    const tables = [
      "users",
      "devices",
      "logins",
      "rule_decisions",
      "people_index",
      "searched_people",
      "searched_machines",
    ];
    for (const table of tables)
      for (const secret of ["deploy prod", "laptop", "~/shop", machine.user.name])
        expect([table, JSON.stringify(rows[table]).includes(secret)]).toEqual([table, false]);

    const after = await findEvidence(db, redeemed.id);
    if (before === undefined || after === undefined) throw new Error("there is no proof");
    const { facts: _facts, device_statement: _statement, ...proven } = before.chain;
    expect(after.chain).toEqual({ ...proven, facts: null, device_statement: "" });
    expect(await exportEvidence(server.services, redeemed.id, SERVER_SHELL)).toEqual({ state: "facts_erased" });
    expect(await findLogin(db, redeemed.id)).toMatchObject({ state: "redeemed" });
    expect((await eventsOf(server, machine.user.id)).at(-1)).toEqual({
      kind: "user_erased",
      subject: machine.user.id,
      data: { logins: 2, by: "server_shell" },
    });
    expect(await erasePerson(server.services, machine.user.id, SERVER_SHELL)).toEqual({ name, logins: 0 });
  });

  it("erases what was asked back and answered, and why somebody refused", async () => {
    const [alice, eve] = [await newcomer(server), await newcomer(server)];
    const pages = [
      await openConsole(server, await newcomer(server)),
      await openConsole(server, await newcomer(server)),
    ];
    const [bob, carol] = pages;
    if (bob === undefined || carol === undefined) throw new Error("nobody is asked");
    const named = pages.map(({ machine }) => `user:${machine.user.name}`).join(" ");
    await ruleBy(
      server,
      ANYBODY,
      `@id("two") @require_second_approver("${named}") forbid (principal, action == Action::"approve", resource);`,
    );
    const waitingLogin = async (machine: EnrolledMachine) => {
      const login = await metLogin(server, machine);
      await approve(server, machine, login, login.met.answer.as(decidedAnswerSchema));
      return login;
    };
    const talked = async (login: MetLogin) => {
      await askBack(bob, login, "Who is the customer?");
      const { second } = JSON.parse((await poll(server, login, { form: { known_second: "0" } })).text);
      const answered = await answerBack(server, login, second.questions[0].co_question, "Anton of Linz.", {
        iat: server.now(),
      });
      expect(answered.status).toBe(204);
    };
    const redeemed = await waitingLogin(alice);
    await talked(redeemed);
    await coApprove(server, carol, redeemed);
    expect((await poll(server, redeemed)).status).toBe(200);
    const refused = await waitingLogin(alice);
    await talked(refused);
    await coRefuse(carol, refused, "Anton has cancelled.");
    const hers = await waitingLogin(eve);
    await coRefuse(carol, hers, "Eve is on holiday.");
    await ruleBy(server, ANYBODY);

    const left = { by: SERVER_SHELL, note: null, shown: null };
    const erase = async ({ user }: EnrolledMachine) => {
      await offboardUser(server.services, { column: "id", value: user.id }, left);
      return erasePerson(server.services, user.id, SERVER_SHELL);
    };
    await erase(alice);
    const { db } = server.services;
    const silent = { approval: { second: { questions: [] } } };
    expect(await findLogin(db, redeemed.id)).toMatchObject(silent);
    expect(await findLogin(db, refused.id)).toMatchObject({ state: "denied", before: silent });
    expect(await findLogin(db, refused.id)).not.toHaveProperty("reason");
    expect((await findEvidence(db, redeemed.id))?.co_approvals[0]?.questions).toBeUndefined();
    expect(JSON.stringify((await allRows(server))["co_decisions"])).not.toContain("Anton");
    expect(await findLogin(db, hers.id)).toMatchObject({ reason: "Eve is on holiday." });
    const { name } = await erase(carol.machine);
    expect(await findLogin(db, hers.id)).toMatchObject({ state: "denied", by: { name } });
    expect(await findLogin(db, hers.id)).not.toHaveProperty("reason");
  });

  it("erases nobody who is here, and nobody's login beside the person's", async () => {
    const [machine, other] = [await newcomer(server), await newcomer(server)];
    const { id } = await redeemedLogin(server, other);
    const before = await allRows(server);
    const refused = erasePerson(server.services, machine.user.id, SERVER_SHELL);
    await expect(refused).rejects.toThrow("conflict");
    await expect(erasePerson(server.services, "us_nobody", SERVER_SHELL)).rejects.toThrow("unknown");
    expect(await allRows(server)).toEqual(before);
    await offboardUser(
      server.services,
      { column: "id", value: machine.user.id },
      { by: SERVER_SHELL, note: null, shown: null },
    );
    await erasePerson(server.services, machine.user.id, SERVER_SHELL);
    expect((await exportEvidence(server.services, id, SERVER_SHELL)).state).toBe("exported");
  });

  it("gives the name of a person who was erased to nobody else, nor one that looks like it", async () => {
    const { id, name: before } = await offboarded("bob-l1");
    await erasePerson(server.services, id, SERVER_SHELL);
    await erasePerson(server.services, id, SERVER_SHELL); // an interrupted one is done again
    for (const name of [before, "bob-ll", "b0b-l1"]) {
      const person = { name, displayName: name, email: null, role: "user" } as const;
      await expect(createPerson(server.services, person, SERVER_SHELL)).rejects.toMatchObject({
        code: "invalid_request",
        fields: [{ field: "name", problem: expect.stringContaining("has left and was erased") }],
      });
    }
    const importer = { userId: (await newPerson(server, "ada")).id, mayGive: true, mayMakeGroups: true };
    const { lines } = await previewImport(server.services, `name,full name\n${before},Bob\n`, importer);
    expect(lines).toMatchObject([{ action: "refused", problems: [{ field: "name" }] }]);
    // another process, and one that starts later, has the same secret
    const again = await loadServerSecrets(server.services, server.services.clock, CLEAR);
    expect(again.lastingHash("erased_name", "a")).toBe(server.services.secrets.lastingHash("erased_name", "a"));
    await server.services.db
      .transaction()
      .execute(async (trx) => replaceSecrets(trx, await server.services.secrets.make(), server.services.clock()));
    const later = await loadServerSecrets(server.services, server.services.clock, CLEAR);
    expect(later.lastingHash("erased_name", "a")).toBe(again.lastingHash("erased_name", "a"));
  });

  it.each([
    ["condition", (name: string) => `forbid (principal == User::"${name}", action, resource);`],
    [
      "second approver",
      (name: string) => `@require_second_approver("user:${name}")\npermit (principal, action, resource);`,
    ],
  ])("erases nobody whom an active rule names as its %s", async (what, rule) => {
    const { id, name } = await offboarded(what === "condition" ? "carl" : "dora");
    await publishRules(
      server.services,
      {
        text: `@id("all")\npermit (principal, action, resource);\n@id("named")\n${rule(name)}\n`,
        ...{ tests: "", reason: "try it", base: await currentNumber(server.services.db), acknowledged: null },
      },
      SERVER_SHELL,
    );
    const before = await allRows(server);
    await expect(erasePerson(server.services, id, SERVER_SHELL)).rejects.toMatchObject({
      code: "conflict",
      description: expect.stringContaining("(named)"),
    });
    expect(await allRows(server)).toEqual(before);
  });

  it("leaves no name with a login of another person for which they did not count yet", async () => {
    const asker = await newcomer(server);
    const [left, stays] = [await newcomer(server), await newcomer(server)];
    const among = `user:${left.user.name} user:${stays.user.name}`;
    await ruleBy(server, ANYBODY, rulesOf(`@require_second_approver("${among}") @within("15m")`));
    const admitted = [left, stays].map(({ user }) => ({
      userId: user.id,
      byUserId: asker.user.id,
      door: "ticket" as const,
    }));
    await server.services.db.transaction().execute((trx) => noteAdmissions(trx, admitted, server.services.clock()));
    const login = await metLogin(server, asker);
    expect((await askForDecision(server, asker, login)).outcome).toBe("400 co_approver_missing");
    await ruleBy(server, ANYBODY);
    await offboardUser(
      server.services,
      { column: "id", value: left.user.id },
      { by: SERVER_SHELL, note: null, shown: null },
    );
    await erasePerson(server.services, left.user.id, SERVER_SHELL);
    expect(JSON.stringify((await allRows(server))["logins"])).not.toContain(left.user.name);
    const told: unknown = JSON.parse((await poll(server, login)).text);
    expect(told).toMatchObject({ newcomers: [{ name: expect.stringMatching(/^erased/) }, { name: stays.user.name }] });
  });
});
