import { consoleErrorSchema } from "@nearside/shared/api/console/console-error.ts";
import { groupMadeSchema, groupsAnswerSchema, membersAnswerSchema } from "@nearside/shared/api/console/groups.ts";
import {
  peopleAnswerSchema,
  personAnswerSchema,
  personLoginsAnswerSchema,
  personMadeSchema,
} from "@nearside/shared/api/console/people.ts";
import { importAnswerSchema, importPreviewAnswerSchema } from "@nearside/shared/api/console/people-import.ts";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import { askToEnrol, opened } from "../../../../test/kit/enrolment-steps.ts";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { newMachine } from "../../../../test/kit/machine.ts";
import { consoleOf } from "../../../testing/console.ts";
import { allRows, eventsOf } from "../../../testing/ledger.ts";
import { newPerson } from "../../../testing/people.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";

// These tests ask for people and groups, and change them, as the console's page does.

const server = serverForEach();
let page: ConsolePage;
beforeEach(async () => {
  page = await consoleOf(server, "administrator", "boss");
});

const create = (change: object) =>
  page.change("/api/console/people", {
    name: "alice",
    display_name: "Alice",
    email: "",
    role: "user",
    groups: [],
    ticket_seconds: null,
    ...change,
  });
const created = async (change: object = {}) => (await create(change)).as(personMadeSchema).id;

it("makes a person in a group, shows, renames, suspends, brings back and removes them", async () => {
  const group = { name: "Night shift", description: "" };
  const groupId = (await page.change("/api/console/groups", group)).as(groupMadeSchema).id;
  const id = await created({ email: " alice@example.com ", groups: [groupId] });
  const view = async () => (await page.get(`/api/console/people/${id}`)).as(personAnswerSchema);
  expect(await view()).toMatchObject({
    person: { name: "alice", email: "alice@example.com", groups: [{ id: groupId, name: "Night shift" }] },
    removable: true,
  });
  const act = async (what: string, change: object = {}) =>
    (await page.change(`/api/console/people/${id}/${what}`, change)).outcome;
  expect(await act("change", { display_name: "Alice Liddell", email: "" })).toBe("200");
  expect(await act("suspend", { note: "" })).toBe("200");
  expect((await view()).person).toMatchObject({ display_name: "Alice Liddell", email: null, state: "suspended" });
  expect(await act("suspend", { note: "" })).toBe("409 conflict");
  expect(await act("reactivate")).toBe("200");
  expect(await act("role", { role: "owner" })).toBe("403 not_permitted");
  expect(await act("remove")).toBe("200");
  expect((await page.get(`/api/console/people/${id}`)).outcome).toBe("404 unknown");
  const owner = await consoleOf(server, "owner");
  const events = (await owner.get("/api/console/people?q=alice")).as(peopleAnswerSchema);
  expect(events.total).toBe(0);
});

it("invites a person with a ticket that is told once, and good for a machine", async () => {
  const { id, made } = (await create({ ticket_seconds: 86_400 })).as(personMadeSchema);
  const [ticket] = made?.tickets ?? [];
  expect(ticket).toMatchObject({ user: { id, name: "alice" }, expires_at: server.services.clock() + 86_400_000 });
  const machine = await newMachine();
  await opened(await askToEnrol(server, machine, "alice", ticket?.ticket ?? ""));
  const changes = await server.services.db.selectFrom("console_changes").select("change").execute();
  expect(JSON.stringify(changes)).not.toContain(ticket?.ticket);
  expect((await page.change(`/api/console/people/${id}/remove`, {})).outcome).toBe("409 conflict"); // the person has started to enrol
});

describe("a form", () => {
  const wrong = async (change: object) => {
    const before = await allRows(server);
    const answer = await create(change);
    const after = await allRows(server);
    expect({ ...after, passkeys: before["passkeys"] }).toEqual(before);
    expect(answer.outcome).toBe("400 invalid_request");
    return v.parse(consoleErrorSchema, JSON.parse(answer.text)).fields ?? [];
  };
  it.each([
    ["name", { name: "Alice" }],
    ["name", { name: "" }],
    ["name", { name: "x".repeat(5000) }],
    ["name", { name: 7 }],
    ["name", { name: "boss" }],
    ["name", { name: "b0ss" }],
    ["display_name", { display_name: "" }],
    ["display_name", { display_name: "a\u202eb" }],
    ["display_name", { display_name: "p\u0430ypal" }],
    ["display_name", { display_name: "x".repeat(129) }],
    ["email", { email: "a@example.com\r\nBcc: b@example.com" }],
    ["email", { email: "nobody" }],
    ["role", { role: "emperor" }],
    ["groups.0", { groups: ["gr_AAAAAAAAAAAAAAAAAAAAAA"] }],
    ["groups.0", { groups: ["nothing"] }],
    ["ticket_seconds", { ticket_seconds: 1 }],
    ["ticket_seconds", { ticket_seconds: 1e9 }],
    ["", { state: "active" }],
  ])("says what is wrong beside %s (%#)", async (field, change) => {
    const fields = await wrong(change);
    expect(fields.map((one) => one.field)).toContain(field);
    for (const { problem } of fields) expect(problem).not.toMatch(/^Invalid |Alice\b.*Invalid/);
  });
});

it("says beside the role that it can only be given by an owner, and logs that it was tried", async () => {
  const answer = await create({ role: "owner" });
  expect([answer.outcome, v.parse(consoleErrorSchema, JSON.parse(answer.text)).fields]).toEqual([
    "403 not_permitted",
    [{ field: "role", problem: "can only be given by an owner" }],
  ]);
  expect((await eventsOf(server, page.machine.user.id)).at(-1)).toMatchObject({
    kind: "console_refused",
    data: { code: "not_permitted", permission: "people.manage" },
  });
});

it("takes no text that no database stores", async () => {
  for (const display_name of ["a\0b", "a\ud800b"])
    expect((await create({ display_name })).outcome).toBe("400 invalid_request");
});

it("says how many logins a person had, the newest first, from page to page", async () => {
  const machine = (await consoleOf(server, "user", "dan")).machine;
  for (let n = 0; n < 3; n += 1) {
    await redeemedLogin(server, machine);
    server.pass(60);
  }
  const ask = async (query: string) =>
    (await page.get(`/api/console/people/${machine.user.id}/logins?order=desc${query}`)).as(personLoginsAnswerSchema);
  const first = await ask("&limit=2");
  expect(first.total).toBe(3);
  const second = await ask(`&limit=2&after=${first.next}`);
  const at = [...first.rows, ...second.rows].map(({ created_at }) => created_at);
  expect(at).toEqual([...at].sort((one, other) => other - one));
  expect(new Set(at).size).toBe(3);
  expect((await ask(`&q=${first.rows[0]?.id}`)).total).toBe(1);
});

it("takes a role away from the next request on, and from a suspended person every right", async () => {
  const owner = await consoleOf(server, "owner", "owner");
  const { user } = page.machine;
  expect((await page.get("/api/console/people")).outcome).toBe("200");
  expect((await owner.change(`/api/console/people/${user.id}/role`, { role: "user" })).outcome).toBe("200");
  expect((await page.get("/api/console/people")).outcome).toBe("403 not_permitted");
  expect((await owner.change(`/api/console/people/${user.id}/suspend`, { note: "left the keys out" })).outcome).toBe(
    "200",
  );
  expect((await page.get("/api/console/session")).outcome).toBe("401 not_signed_in");
  expect((await owner.change(`/api/console/people/${owner.machine.user.id}/suspend`, { note: "" })).outcome).toBe(
    "403 not_permitted",
  );
});

it("exports what the view leaves, without formulas", async () => {
  await newPerson(server, "alice", { displayName: "=HYPERLINK(1)", email: "alice@example.com" });
  await newPerson(server, "zoe", { displayName: '"Zoë", the first', email: "zoe@example.com" });
  const answer = await page.get("/api/console/people/export?q=example.com&sort=display_name");
  const text = answer.text.replace("\uFEFF", "");
  expect(text.split("\r\n")[0]).toBe(
    "name,display_name,email,role,groups,state,machines,created_at,enrolled_at,last_login_at",
  );
  expect(text).toContain("'=HYPERLINK(1)");
  expect(text).toContain('"""Zoë"", the first"');
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
});

it("imports a file larger than any form, as it was shown", async () => {
  const rows = Array.from({ length: 2000 }, (_, n) => `person${n}x,"Person, Number ${n}",p${n}@example.com`);
  const csv = `name,display_name,email\n${rows.join("\n")}\n`;
  const preview = (await page.post("/api/console/people/import/preview", { csv })).as(importPreviewAnswerSchema);
  expect(preview.counts).toEqual({ create: 2000, change: 0, same: 0, refused: 0 });
  const { digest } = preview;
  const imported = (await page.change("/api/console/people/import", { digest })).as(importAnswerSchema);
  expect(imported).toEqual({ created: 2000, changed: 0, same: 0, groups: 0 });
  expect((await page.change("/api/console/people/import", { digest })).outcome).toBe("409 conflict");
  const answer = (await page.get("/api/console/people?q=number&limit=200")).as(peopleAnswerSchema);
  expect([answer.rows.length, answer.total]).toEqual([200, null]);
});

it.each([
  ["", "400 invalid_request"],
  ["name\n\0\n", "400 invalid_request"],
  ["x".repeat(1_000_001), "400 invalid_request"],
  ["x".repeat(4_000_001), "413 payload_too_large"],
])("takes no file such as this (%#)", async (csv, outcome) => {
  expect((await page.post("/api/console/people/import/preview", { csv })).outcome).toBe(outcome);
});

it.each([
  "sort=salary",
  "order=up",
  "limit=201",
  "limit=0",
  "role=emperor",
  "after=%00",
  "group=nothing",
  "salary=1",
  "quiet=1",
  "sort=name&sort=role",
])("takes no view such as %s", async (query) =>
  expect((await page.get(`/api/console/people?${query}`)).outcome).toMatch(/^400 invalid_request/),
);

it("makes, renames and deletes a group, and undoes who came and went", async () => {
  const { id } = (await page.change("/api/console/groups", { name: "Night", description: "" })).as(groupMadeSchema);
  const [alice, bob] = [await newPerson(server, "alice"), await newPerson(server, "bob")];
  const members = async (change: object) =>
    (await page.change(`/api/console/groups/${id}/members`, change)).as(membersAnswerSchema);
  const { added, removed } = await members({ add: [alice.id, bob.id], remove: [] });
  const listed = async () =>
    (await page.get(`/api/console/groups/${id}/members?order=desc`))
      .as(peopleAnswerSchema)
      .rows.map(({ name }) => name);
  expect(await listed()).toEqual(["bob", "alice"]);
  expect((await page.get(`/api/console/groups/${id}/members/export`)).text).toContain("alice");
  await members({ add: removed, remove: added });
  expect(await listed()).toEqual([]);
  const twice = { add: [alice.id, alice.id], remove: [] };
  expect((await page.change(`/api/console/groups/${id}/members`, twice)).outcome).toBe("400 invalid_request");
  expect((await page.change(`/api/console/groups/${id}/change`, { name: "Day", description: "x" })).outcome).toBe(
    "200",
  );
  expect((await page.get("/api/console/groups")).as(groupsAnswerSchema).rows).toMatchObject([
    { name: "Day", members: 0 },
  ]);
  expect((await page.get("/api/console/groups/export")).text).toContain("Day,x,0,");
  expect((await page.change(`/api/console/groups/${id}/delete`, {})).outcome).toBe("200");
  expect((await page.get(`/api/console/groups/${id}/members`)).outcome).toBe("404 unknown");
});

it.each(["%00", "nothing", "us_", "..%2f..", "us_AAAAAAAAAAAAAAAAAAAAAA", "x".repeat(2000)])(
  "knows nobody and no group of such an id (%#)",
  async (id) => {
    for (const path of [`people/${id}`, `people/${id}/logins`, `groups/${id}`, `groups/${id}/members`]) {
      const { outcome } = await page.get(`/api/console/${path}`);
      expect(outcome, path).toMatch(/^(401|404) |^200$/);
      if (outcome === "200") expect(path).toMatch(/logins$/); // no person has logins under such an id
    }
    expect((await page.change(`/api/console/people/${id}/remove`, {})).outcome).toMatch(
      /^(400 touch_invalid|401 |404 )/,
    ); // no key signs such an address
  },
);
