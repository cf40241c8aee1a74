// I1: somebody without the right role asks the console's API for what their role does not include: a user for everything, an
// administrator for what is an owner's. Nothing moves, and each try stands in the security log.
import { importPreviewAnswerSchema } from "@nearside/shared/api/console/people-import.ts";
import { ROLES } from "@nearside/shared/api/console/roles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EnrolledStage, enrol } from "../steps/enrolling.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { type OpenConsole, openConsole } from "./support-console.ts";
import { newColleague } from "./support-people.ts";
import { expectRefused, rowsOf } from "./support-refusals.ts";

const ends: (() => Promise<void>)[] = [];
let stage: Stage;
let owner: OpenConsole;
let ownerId: string;
let mallory: EnrolledStage;
let boss: EnrolledStage;
beforeAll(async () => {
  stage = await openStage((end) => void ends.unshift(end));
  ownerId = (await enrol(stage)).user.id;
  owner = await openConsole(stage);
  mallory = await newColleague(stage, "mallory");
  boss = await newColleague(stage, "boss");
  const made = await owner.change(`/api/console/people/${boss.user.id}/role`, { role: "administrator" });
  expect(made.said).toBe("200");
});
afterAll(async () => {
  for (const end of ends) await end();
});

const tellsOf = (whom: EnrolledStage, path: string) => ({
  kind: "console_refused",
  subject: whom.user.id,
  data: { code: "not_permitted", path },
});

describe("a user", () => {
  it.each(["people", "people/export", "groups", "log", "machines", "tickets", "clients"])(
    "reads nothing of %s",
    async (what) => {
      const page = await openConsole(mallory);
      const path = `/api/console/${what}`;
      const told = { said: "403 not_permitted", event: tellsOf(mallory, path) };
      await expectRefused(stage, () => page.get(path), told);
    },
  );

  it("raises nobody, himself least of all, with a touch of his own passkey", async () => {
    const page = await openConsole(mallory);
    for (const [path, change, route] of [
      [`people/${mallory.user.id}/role`, { role: "owner" }, "people/:id/role"],
      [`people/${ownerId}/suspend`, { note: "" }, "people/:id/suspend"],
      ["groups", { name: "Admins", description: "" }, "groups"],
    ] as const) {
      const nonce = await page.nonce();
      const told = { said: "403 not_permitted", event: tellsOf(mallory, `/api/console/${route}`) };
      await expectRefused(stage, () => page.change(`/api/console/${path}`, change, nonce), told);
    }
  });

  it("is let in no longer from the next request on, once a role is taken", async () => {
    const page = await openConsole(mallory);
    const giving = (role: string) => owner.change(`/api/console/people/${mallory.user.id}/role`, { role });
    expect((await giving("auditor")).said).toBe("200");
    expect((await page.get("/api/console/people")).said).toBe("200");
    expect((await giving("user")).said).toBe("200");
    expect((await page.get("/api/console/people")).said).toBe("403 not_permitted");
  });
});

describe("an administrator", () => {
  const people = () => rowsOf(stage, "SELECT * FROM users ORDER BY id");

  it.each([
    ["raises himself", () => `people/${boss.user.id}/role`, { role: "owner" }],
    ["raises another", () => `people/${mallory.user.id}/role`, { role: "administrator" }],
    ["suspends an owner", () => `people/${ownerId}/suspend`, { note: "" }],
    ["renames an owner", () => `people/${ownerId}/change`, { display_name: "Nobody", email: "boss@example.com" }],
    ["offboards an owner", () => `people/${ownerId}/offboard`, { note: null, shown: null }],
  ] as const)("never %s", async (_what, path, change) => {
    const before = people();
    const page = await openConsole(boss);
    expect((await page.change(`/api/console/${path()}`, change)).said).toMatch(
      /^(403 not_permitted|400 invalid_request)$/,
    );
    expect(people()).toEqual(before);
  });

  it.each(ROLES.filter((role) => role !== "user"))("makes nobody %s, by a form or by a file", async (role) => {
    const before = people();
    const page = await openConsole(boss);
    const person = { name: "eve", display_name: "Eve", email: "", groups: [], ticket_seconds: null };
    expect((await page.change("/api/console/people", { ...person, role })).said).toBe("400 invalid_request");
    const csv = `name,role\neve,${role}\nboss,owner\n`;
    const preview = (await page.post("/api/console/people/import/preview", { csv })).as(importPreviewAnswerSchema);
    expect(preview.lines.map(({ action }) => action)).toEqual(["refused", "refused"]);
    const imported = await page.change("/api/console/people/import", { digest: preview.digest });
    expect(imported.said).toBe("400 invalid_request");
    expect(people()).toEqual(before);
  });
});

it("the last owner is nobody's to lower, his own least of all", async () => {
  const before = rowsOf(stage, "SELECT * FROM users ORDER BY id");
  expect((await owner.change(`/api/console/people/${ownerId}/role`, { role: "user" })).said).toBe("403 not_permitted");
  expect(rowsOf(stage, "SELECT * FROM users ORDER BY id")).toEqual(before);
});

it("without a session there is nothing at all", async () => {
  for (const path of ["people", "groups", "log", "session"]) {
    const answer = await stage.send(`/api/console/${path}`, {});
    expect(answer.said).toBe("401 not_signed_in");
  }
});
