// I1: an administrator without the right role, or a user, calls the admin API; a person who has a role makes it more. Roles are asked
// at every request and once more in the change itself; deny by default.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importPreviewAnswerSchema } from "@nearside/shared/api/console/people-import.ts";
import type { Role } from "@nearside/shared/roles.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import { type EnrolledStage, enrol, openEnrolledStage, passkeyOf } from "../steps/enrolling.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { repository } from "../support/repository.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();
/** The first start's owner. */
let owner: EnrolledStage;
let boss: ConsolePage<Machine>;
/** The people who try, each with a machine of their own, enrolled as honestly as the owner's. */
const people = new Map<Role, { readonly stage: EnrolledStage; readonly page: ConsolePage<Machine> }>();
beforeAll(async () => {
  owner = await openEnrolledStage(atEnd);
  boss = await openConsole(owner, machineOf(owner));
  for (const role of ["user", "approver", "auditor", "rule_author", "administrator"] as const) {
    const stage = await newColleague(owner, role.replace("_", "-"));
    await make(stage, role);
    people.set(role, { stage, page: await openConsole(stage, machineOf(stage)) });
  }
});

/** Gives the person that role by an owner's touch. */
async function make({ user }: EnrolledStage, role: Role): Promise<void> {
  if (roleOf(user.id) === role) return;
  const answer = await boss.change(`/api/console/people/${user.id}/role`, { role });
  expect(answer.outcome).toBe("200");
}

const roleOf = (id: string) => String(rowsOf(owner, "SELECT role FROM users WHERE id = ?", id)[0]?.["role"]);
function the(role: Role) {
  const person = people.get(role);
  if (person === undefined) throw new Error(`nobody is ${role}`);
  return person;
}
const refusedTo = ({ user }: EnrolledStage, code: string, path: string, permission: string) => ({
  kind: "console_refused",
  subject: user.id,
  data: { code, path, permission },
});

/** Every address of the console, as docs/reference/roles.md has it: the server's own test writes that from its table. */
const ADDRESSES = [
  ...readFileSync(join(repository, "docs/reference/roles.md"), "utf8").matchAll(
    /^\| `(GET|POST) (\S+)` \(([a-z_.]+)[^)]*\) \|(.+)\|$/gm,
  ),
].map(([, method = "", path = "", permission = "", marks = ""]) => ({
  method,
  path,
  permission,
  allowed: marks.split("|").map((mark) => mark.trim() === "yes"),
}));
const COLUMNS: readonly Role[] = ["user", "approver", "auditor", "rule_author", "administrator", "owner"];

describe.each(["user", "approver", "auditor", "rule_author", "administrator"] as const)("to %s", (role) => {
  it("every address beyond the role is closed, and the log has each try", async () => {
    const { stage, page } = the(role);
    const beyond = ADDRESSES.filter(({ allowed }) => allowed[COLUMNS.indexOf(role)] === false);
    expect(ADDRESSES.length).toBeGreaterThan(60);
    expect(beyond.length).toBeGreaterThan(0);
    for (const { method, path, permission } of beyond) {
      const at = path.replace(":id", owner.user.id);
      await expectRefused(owner, () => (method === "GET" ? page.get(at) : page.post(at, {})), {
        outcome: "403 not_permitted",
        event: refusedTo(stage, "not_permitted", path, permission),
      });
    }
  });
});

describe("an administrator", () => {
  const ROLE = "/api/console/people/:id/role";

  it("makes nobody an owner or administrator: neither himself, nor an accomplice, nor somebody new", async () => {
    const { stage, page } = the("administrator");
    for (const { user } of [stage, the("user").stage]) {
      const path = ROLE.replace(":id", user.id);
      await expectRefused(owner, () => page.post(path, { change: { role: "owner" }, touch: {} }), {
        outcome: "403 not_permitted",
        event: refusedTo(stage, "not_permitted", ROLE, "roles.manage"),
      });
    }
    for (const role of ["owner", "administrator"] as const) {
      const born = { name: `born-${role}`, display_name: "Born", email: null, role, groups: [], ticket_seconds: null };
      await refusedAfterTouch(page, "/api/console/people", born, stage, "people.manage");
    }
    expect(rowsOf(owner, "SELECT id FROM users WHERE name LIKE 'born%'")).toEqual([]);
  });

  it("gives no role by a file either", async () => {
    const { stage, page } = the("administrator");
    const before = state();
    for (const role of COLUMNS.filter((one) => one !== "user")) {
      const csv = `name,role\neve,${role}\n${stage.user.name},owner\n`;
      const preview = (await page.post("/api/console/people/import/preview", { csv })).as(importPreviewAnswerSchema);
      expect(preview.lines.map(({ action }) => action)).toEqual(["refused", "refused"]);
      const imported = await page.change("/api/console/people/import", { digest: preview.digest });
      expect(imported.outcome).toBe("400 invalid_request");
    }
    expect(state()).toEqual(before);
  });

  it("changes no owner, no other administrator and no rule author, by any way", async () => {
    const { stage, page } = the("administrator");
    const other = await newColleague(owner, "other-admin");
    await make(other, "administrator");
    for (const { user } of [owner, other, the("rule_author").stage]) {
      const at = `/api/console/people/${user.id}`;
      await refusedAfterTouch(page, `${at}/suspend`, { note: "" }, stage, "people.manage");
      await refusedAfterTouch(page, `${at}/remove`, {}, stage, "people.manage");
      await refusedAfterTouch(page, `${at}/change`, { display_name: "X", email: null }, stage, "people.manage");
      await refusedAfterTouch(page, `${at}/offboard`, { note: null, shown: null }, stage, "people.manage");
      const [set] = rowsOf(owner, "SELECT id FROM bound_sets WHERE user_id = ?", user.id);
      for (const action of ["quarantine", "revoke", "lost", "re-enrol"])
        await refusedAfterTouch(
          page,
          `/api/console/machines/${set?.["id"]}/${action}`,
          { note: null },
          stage,
          "machines.manage",
        );
    }
    expect((await boss.get("/api/console/session")).outcome).toBe("200");
  });

  it("admits no machine of his own, and makes no ticket that an owner's machine could be enrolled with", async () => {
    const { stage, page } = the("administrator");
    const tickets = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
    for (const names of [["admin"], [stage.user.name], [the("rule_author").stage.user.name]])
      await refusedAfterTouch(
        page,
        "/api/console/tickets",
        { for: { kind: "names", names }, ...tickets },
        stage,
        "tickets.manage",
      );

    const { words, id } = await waiting(stage.user.name);
    await refusedAfterTouch(page, `/api/console/enrolments/${id}/admit`, { words }, stage, "enrolments.decide");
    const { page: approver, stage: his } = the("approver");
    await refusedAfterTouch(approver, `/api/console/enrolments/${id}/admit`, { words }, his, "enrolments.decide");
    const own = await waiting(his.user.name);
    const path = `/api/console/enrolments/${own.id}/admit`;
    await refusedAfterTouch(approver, path, { words: own.words }, his, "enrolments.decide", "own_enrolment");
    expect((await boss.change(`/api/console/enrolments/${id}/refuse`, { note: null })).outcome).toBe("200");
    // a person who may do it does
    expect((await page.change(path, { words: own.words })).outcome).toBe("200");
  });
});

describe("a role that was taken", () => {
  it("ends at once, though the session is open and a touch was made ready before", async () => {
    const stage = await newColleague(owner, "demoted");
    await make(stage, "administrator");
    const page = await openConsole(stage, machineOf(stage));
    const path = `/api/console/people/${the("user").stage.user.id}/suspend`;
    const ready = await page.touched(path, { note: "" });
    await make(stage, "user");
    const refusal = {
      outcome: "403 not_permitted",
      event: refusedTo(stage, "not_permitted", "/api/console/people/:id/suspend", "people.manage"),
    };
    await expectRefused(owner, () => page.post(path, ready), refusal);
    // what is his own he still sees
    expect((await page.get("/api/console/session")).outcome).toBe("200");
    await expectRefused(owner, () => page.get("/api/console/people"), {
      outcome: "403 not_permitted",
      event: refusedTo(stage, "not_permitted", "/api/console/people", "people.read"),
    });
  });

  it("leaves one owner where two take it from each other at once", async () => {
    const stage = await newColleague(owner, "second-owner");
    await make(stage, "owner");
    const second = await openConsole(stage, machineOf(stage));
    const [first, other] = await Promise.all([
      boss.change(`/api/console/people/${stage.user.id}/role`, { role: "user" }),
      second.change(`/api/console/people/${owner.user.id}/role`, { role: "user" }),
    ]);
    expect([first.outcome, other.outcome].sort()).toEqual(["200", "403 not_permitted"]);
    expect(rowsOf(owner, "SELECT id FROM users WHERE role = 'owner' AND state = 'active'")).toHaveLength(1);
    const seq = lastStoredEvent(owner);
    const [last, whose] = first.outcome === "200" ? [boss, owner] : [second, stage];
    const own = `/api/console/people/${whose.user.id}`;
    expect((await last.change(`${own}/role`, { role: "user" })).outcome).toBe("403 not_permitted");
    expect((await last.change(`${own}/suspend`, { note: "" })).status).toBeGreaterThanOrEqual(400);
    expect(roleOf(whose.user.id)).toBe("owner");
    expect(storedEventsSince(owner, seq)[0]).toMatchObject(
      refusedTo(whose, "not_permitted", ROLE_PATH, "roles.manage"),
    );
  });
});

const ROLE_PATH = "/api/console/people/:id/role";
const NO_DEMANDS = { key_storage: "file", device_bound: false, attested: false, aaguids: [] };

/** The touch is good and used up, the change is not made, and the log says who tried. */
async function refusedAfterTouch(
  page: ConsolePage<Machine>,
  path: string,
  change: unknown,
  { user }: EnrolledStage,
  permission: string,
  code = "not_permitted",
): Promise<void> {
  const before = state();
  const seq = lastStoredEvent(owner);
  const answer = await page.change(path, change);
  expect(answer.outcome, path).toBe(`403 ${code}`);
  expect(state(), path).toEqual(before);
  const tried = storedEventsSince(owner, seq);
  const stored = storedEventsSince(owner, 0).filter(
    ({ kind, subject }) => kind === "console_refused" && subject === user.id,
  );
  const events = tried.length === 0 ? stored : tried;
  expect(events.at(-1), path).toMatchObject({ kind: "console_refused", subject: user.id });
  expect(events.map(({ data }) => [data.code, data.permission])).toContainEqual([code, permission]);
}

/** The people, roles and machines, with their states. */
const state = () =>
  ["users", "bound_sets", "devices", "extensions", "passkeys", "tickets", "enrolments", "groups", "offboardings"].map(
    (table) => rowsOf(owner, `SELECT * FROM ${table}`),
  );

/** A machine of that person's that waits, with the words that its terminal shows. */
async function waiting(name: string): Promise<{ readonly id: string; readonly words: string }> {
  const theirs = await newStranger(owner, `${name}-again`);
  const { request, met } = await enrol(theirs, name, await owner.server.ticket(name));
  return { id: request.claims.jti, words: (await sixWords(met.attestation, passkeyOf(theirs.parties))).join(" ") };
}
