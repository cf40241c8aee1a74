import { machineAnswerSchema, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { peopleApi, personAnswerSchema } from "@nearside/shared/api/console/people.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at, type Entry } from "@nearside/shared/api/entry.ts";
import { describe, expect, it } from "vitest";
import { Answer } from "../../../test/kit/answer.ts";
import { postJson } from "../../../test/kit/send.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { exampleOf } from "../../testing/example-of.ts";
import { allRows } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { personNamed } from "../console/person-named.ts";
import { shellRows } from "../console/rows/shell.ts";
import { consoleRoutesOf, signInRoutesOf } from "../wiring/console-routes.ts";
import { createShellApp } from "./shell-app.ts";

const server = serverForAll();

const rows = () => consoleRoutesOf(server.services);
const ask = async (entry: Entry, body: unknown, id = "nothing") => {
  const { address } = at(entry, id);
  const request = new Request(`http://localhost${address}`, {
    method: entry.method,
    ...(entry.method === "GET" ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return Answer.of(await createShellApp(server.services, rows()).fetch(request));
};

describe("the server's own shell", () => {
  it("is served no row of somebody's own, no sign-in, and none that depends on two people or on a session", async () => {
    const unserved = rows().filter(({ shell }) => shell === undefined);
    const own = rows().filter(({ entry }) => entry.permission === "account");
    expect(own.filter(({ shell }) => shell !== undefined)).toEqual([]);
    const others = unserved
      .filter(({ entry }) => entry.permission !== "account")
      .map(({ method, path }) => `${method} ${path}`);
    expect(others.sort()).toEqual([
      "GET /api/console/overview/figures",
      "GET /api/console/rules/replays/:id",
      "POST /api/console/break-glass/uses/:id/review",
      "POST /api/console/people/import",
      "POST /api/console/people/import/preview",
      "POST /api/console/recoveries",
      "POST /api/console/recoveries/:id/agree",
      "POST /api/console/recoveries/:id/stop",
      "POST /api/console/recoveries/:id/ticket",
      "POST /api/console/recoveries/preview",
      "POST /api/console/rules/proposals/:id/agree",
      "POST /api/console/rules/proposals/:id/withdraw",
      "POST /api/console/rules/replays",
      "POST /api/console/rules/replays/:id/stop",
    ]);
    const before = await allRows(server);
    for (const { entry } of unserved) {
      const { status } = await ask(entry, {});
      expect([entry.path, status === 404 || status === 405]).toEqual([entry.path, true]);
    }
    for (const { entry } of signInRoutesOf(server.services))
      expect([entry.path, (await ask(entry, {})).status]).toEqual([entry.path, 404]);
    expect(await allRows(server)).toEqual(before);
  });

  it("may change what is listed here, and nothing else", () => {
    const changes = rows().filter(({ entry, shell }) => shell !== undefined && entry.kind === "change");
    expect(changes.map(({ path }) => path).sort()).toEqual([
      "/api/console/archive/run",
      "/api/console/authenticators/metadata",
      "/api/console/authenticators/policy",
      "/api/console/break-glass/codes",
      "/api/console/break-glass/uses/:id/end",
      "/api/console/client-tickets",
      "/api/console/client-tickets/:id/revoke",
      "/api/console/clients",
      "/api/console/clients/:id/allowance",
      "/api/console/clients/:id/keys",
      "/api/console/clients/:id/remove",
      "/api/console/clients/:id/verify",
      "/api/console/enrolments/:id/admit",
      "/api/console/enrolments/:id/ask-again",
      "/api/console/enrolments/:id/refuse",
      "/api/console/groups",
      "/api/console/groups/:id/change",
      "/api/console/groups/:id/delete",
      "/api/console/groups/:id/members",
      "/api/console/hosts",
      "/api/console/hosts/:id/remove",
      "/api/console/hosts/:id/rename",
      "/api/console/hosts/import",
      "/api/console/leases/:id/end",
      "/api/console/logins/:id/evidence",
      "/api/console/machines/:id/lost",
      "/api/console/machines/:id/quarantine",
      "/api/console/machines/:id/re-enrol",
      "/api/console/machines/:id/release",
      "/api/console/machines/:id/revoke",
      "/api/console/people",
      "/api/console/people/:id/change",
      "/api/console/people/:id/offboard",
      "/api/console/people/:id/reactivate",
      "/api/console/people/:id/remove",
      "/api/console/people/:id/role",
      "/api/console/people/:id/suspend",
      "/api/console/rules/publish",
      "/api/console/rules/roll-back",
      "/api/console/tickets",
      "/api/console/tickets/free",
      "/api/console/tickets/revoke",
    ]);
  });

  it("has a few entries of its own, each served once, and none of them by HTTP to anybody (threat I1)", async () => {
    const own = shellRows(server.services).map(({ entry }) => entry);
    expect(own).toEqual(Object.values(shellApi));
    expect(own.map(({ path }) => path)).toEqual([
      "/shell/people/erase",
      "/shell/archive/begin",
      "/shell/archive/last",
      "/shell/clock",
      "/shell/keys/revoke",
      "/shell/authenticators/reset",
      "/shell/signing-keys",
      "/shell/signing-keys/rotate",
      "/shell/extension-keys",
      "/shell/extension-keys/rotate",
      "/shell/extension-keys/end",
      "/shell/events/status",
      "/shell/events/test",
      "/shell/events/skip",
      "/shell/mail/test",
    ]);
    const owner = await consoleOf(server, "owner");
    const before = await allRows(server);
    for (const { path, input } of own) {
      const answers = [
        await owner.post(path, exampleOf(input, [])),
        await owner.get(path),
        await postJson(server, path, exampleOf(input, [])),
      ];
      expect([path, answers.map(({ outcome }) => outcome)]).toEqual([path, Array(3).fill("404 not_found")]);
    }
    expect(await allRows(server)).toEqual(before);
  });

  it("names a person by name and a machine by its key, which no page may", async () => {
    const alice = await enrolledMachine(server, "alice");
    expect((await ask(peopleApi.view, {}, personNamed("alice"))).as(personAnswerSchema).person.id).toBe(alice.user.id);
    expect((await ask(machinesApi.view, {}, alice.device.thumbprint)).as(machineAnswerSchema).id).toBe(
      alice.boundSetId,
    );
    expect((await ask(peopleApi.view, {}, personNamed("bob"))).outcome).toBe("404 unknown");
    expect((await ask(peopleApi.view, {}, personNamed("No Body"))).outcome).toBe("400 invalid_request");
    const owner = await consoleOf(server, "owner");
    for (const [entry, typed] of [
      [peopleApi.view, personNamed("alice")],
      [machinesApi.view, alice.device.thumbprint],
    ] as const)
      expect((await owner.get(at(entry, typed).address)).outcome).toBe("404 unknown");
  });

  it("is answered by every other row without a session, and never by trouble of the server's own", async () => {
    for (const { entry, shell } of rows()) {
      if (shell === undefined) continue;
      const { status, text } = await ask(entry, exampleOf(entry.input, []));
      expect([entry.path, status < 500, status === 401 || status === 403], text).toEqual([entry.path, true, false]);
    }
  });
});
