import { IMPORT_EXAMPLE, type ImportPreview } from "@nearside/shared/api/console/people-import.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type Actor, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { csvLines } from "../../platform/lists/csv.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { actingAs, newPerson } from "../../testing/people.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { createGroup } from "./change-group.ts";
import { changePerson } from "./change-person.ts";
import { importPeople, previewImport } from "./import-people.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let by: Actor & { kind: "person" };
  beforeEach(async () => {
    by = await actingAs(server, "administrator");
    await createGroup(server.services, { name: "Night shift", description: "" }, SERVER_SHELL);
  });

  const look = (csv: string, mayGive = false) =>
    previewImport(server.services, csv, { userId: by.userId, mayGive, mayMakeGroups: true });
  const confirm = ({ digest }: Pick<ImportPreview, "digest">) => importPeople(server.services, digest, by);
  const lineOf = async (line: string, header = "name,display_name,email,role,groups") =>
    (await look(`${header}\n${line}\n`)).lines[0];

  it("shows every change first, then makes exactly those", async () => {
    await newPerson(server, "bob", { displayName: "Bob", email: "bob@example.com" });
    const csv = [
      "\uFEFFname,display_name,email,role,groups",
      'alice,"Liddell, Alice",alice@example.com,,Night shift',
      "bob,Robert,,,night shift",
      "carol,,,user,",
    ].join("\r\n");
    const before = await allRows(server);
    const preview = await look(csv);
    expect(await allRows(server)).toEqual(before);
    expect(preview.counts).toEqual({ create: 2, change: 1, same: 0, refused: 0 });
    expect(preview.lines[1]).toMatchObject({
      line: 3,
      action: "change",
      changes: [
        { field: "display_name", from: "Bob", to: "Robert" },
        { field: "groups", from: null, to: "Night shift" },
      ],
    });
    expect(await confirm(preview)).toEqual({ created: 2, changed: 1, same: 0, groups: 0 });
    const users = await server.services.db
      .selectFrom("users")
      .selectAll()
      .where("name", "in", ["alice", "bob", "carol"])
      .orderBy("name")
      .execute();
    expect(users).toMatchObject([
      { name: "alice", display_name: "Liddell, Alice", email: "alice@example.com", role: "user", state: "active" },
      { name: "bob", display_name: "Robert", email: "bob@example.com" },
      { name: "carol", display_name: "carol", email: null },
    ]);
    expect(await server.services.db.selectFrom("group_members").select("user_id").execute()).toHaveLength(2);
    const [alice] = users;
    const events = await server.services.db
      .selectFrom("events")
      .selectAll()
      .where("subject", "=", alice?.id ?? "")
      .execute();
    expect(events.map(({ kind, actor_user }) => [kind, actor_user])).toEqual([["user_created", by.userId]]);
    expect((await look(csv)).counts).toEqual({ create: 0, change: 0, same: 3, refused: 0 });
  });

  it.each([
    ["Alice,,,,", "name", /lower-case/],
    [",Alice,,,", "name", /must not be empty/],
    ["=1+1,,,,", "name", /formula/],
    ["alice,=cmd|'/C calc'!A0,,,", "display_name", /formula/],
    ["alice,＝1,,,", "display_name", /formula/],
    ["alice,@SUM(1),,,", "display_name", /formula/],
    ["alice,a\u202eb,,,", "display_name", /direction of writing/],
    ["alice,p\u0430ypal,,,", "display_name", /scripts that look alike/],
    ["alice,,nobody,,", "email", /one address/],
    ["alice,,+1@example.com,,", "email", /formula/],
    ["alice,,bob@example.com,,", "email", /address of bob/],
    ["alice,,,emperor,", "role", /must be user/],
    ["alice,,,owner,", "role", /only be given by an owner/],
    ["alice,,,,N1ght shift", "groups", /looks like the group Night shift/],
    ["alice,,,,Day shift; \u202e", "groups", /direction of writing/],
    ["alice,,,,,more", "name", /beyond the last column/],
    ["b0b,,,,", "name", /looks like bob/],
    ["alice,Вob,,,", "display_name", /looks alike|scripts|looks like the name of bob/],
    ["gone,,,,", "name", /a person who has left/],
    ["boss,New,,,", "name", /whom only owners can change/],
  ])("refuses %j for its %s", async (line, field, problem) => {
    await newPerson(server, "bob", { displayName: "Bob", email: "bob@example.com" });
    await newPerson(server, "boss", { role: "owner" });
    const gone = await newPerson(server, "gone");
    await server.services.db.updateTable("users").set({ state: "offboarded" }).where("id", "=", gone.id).execute();
    expect(await lineOf(line)).toMatchObject({ action: "refused" });
    const expected = { field, problem: expect.stringMatching(problem) };
    expect((await lineOf(line))?.problems).toContainEqual(expect.objectContaining(expected));
    const before = await allRows(server);
    await expect(confirm(await look(`name,display_name,email,role,groups\nfine,,,,\n${line}\n`))).rejects.toMatchObject(
      {
        code: "invalid_request",
      },
    );
    expect(await allRows(server)).toEqual(before);
  });

  it.each([
    ["alice,Alice,,,\nalice,Alice,,,", "name", "is already in line 2"],
    ["alice,Alice,,,\na1ice,Other,,,", "name", "looks like alice, who is already here"],
    ["alice,Alice,a@example.com,,\nbob,Bob,A@example.com,,", "email", "is already the address of alice"],
    ["alice,Coco,,,\nbob,Сосо,,,", "display_name", "looks like the name of alice, but is written with other letters"],
  ])("refuses what is in the file twice: %j", async (lines, field, problem) => {
    const { counts, lines: shown } = await look(`name,display_name,email,role,groups\n${lines}\n`);
    expect(counts).toEqual({ create: 1, change: 0, same: 0, refused: 1 });
    expect(shown[1]?.problems).toContainEqual(expect.objectContaining({ field, problem }));
  });

  it.each([
    ["", /name the columns/],
    ["\n\n", /name the columns/],
    ["email\na@example.com\n", /one of them has to be name/],
    ["name,Salary\nalice,1\n", /^line 1, column 2, "Salary": this is not a known column/],
    ["name,constructor\nalice,1\n", /^line 1, column 2, "constructor": this is not a known column/],
    ["name,User name\nalice,bob\n", /^line 1, column 2, "User name": the column name is there twice/],
    ["name\n", /names nobody/],
    ['name\n"alice\n', /no closing one/],
    ["name\nal\0ice\n", /not a text file/],
    ["name\nal\ud800ice\n", /not a text file/],
    [`name\n${Array.from({ length: 10_001 }, (_, n) => `p${n}`).join("\n")}\n`, /more than 10000/],
  ])("takes no file such as %j", async (csv, problem) => {
    await expect(look(csv)).rejects.toMatchObject({
      code: "invalid_request",
      fields: expect.arrayContaining([{ field: "csv", problem: expect.stringMatching(problem) }]),
    });
  });

  it("takes its own example on a server that has nobody else, and makes each group that it named", async () => {
    const fresh = await openTestServer({ database });
    const owner = await actingAs(fresh, "owner");
    const importer = { userId: owner.userId, mayGive: true, mayMakeGroups: true };
    const csv = IMPORT_EXAMPLE.join("\n");
    const preview = await previewImport(fresh.services, csv, importer);
    expect(preview).toMatchObject({ counts: { create: 1, refused: 0 }, groups: ["Night shift", "Developers"] });
    expect(await importPeople(fresh.services, preview.digest, owner)).toMatchObject({ created: 1, groups: 2 });
    const made = fresh.services.db
      .selectFrom("events")
      .select(["kind", "actor_user"])
      .where("kind", "=", "group_created");
    expect(await made.execute()).toEqual(Array(2).fill({ kind: "group_created", actor_user: owner.userId }));
    expect(await fresh.services.db.selectFrom("group_members").select("user_id").execute()).toHaveLength(2);
    expect((await previewImport(fresh.services, csv, importer)).groups).toEqual([]);
    await fresh.close();
  });

  it("makes one group of one name, however its letters are written, and none that looks like another", async () => {
    const header = "name,groups";
    const preview = await look(`${header}\nalice,Day shift; day shift\nbob,DAY SHIFT; Night shift\n`);
    expect(preview.groups).toEqual(["Day shift"]);
    const twin = await look(`${header}\nalice,Day shift\nbob,Day-shift\n`);
    expect(twin.lines[1]?.problems).toMatchObject([
      { column: "groups", value: "Day-shift", problem: expect.stringMatching(/^looks like the group Day shift/) },
    ]);
    const many = await look(`${header}\n${Array.from({ length: 201 }, (_, n) => `p${n}x,Group ${n}x`).join("\n")}\n`);
    expect(many.counts).toMatchObject({ create: 200, refused: 1 });
    expect(many.lines[200]?.problems).toMatchObject([
      { value: "Group 200x", problem: expect.stringMatching(/more than the 200 groups/) },
    ]);
  });

  it("makes no group for a role that makes none, and none that was made otherwise meanwhile", async () => {
    const csv = "name,groups\nalice,Day shift\n";
    const importer = { userId: by.userId, mayGive: false, mayMakeGroups: false };
    const { lines, groups } = await previewImport(server.services, csv, importer);
    expect(groups).toEqual([]);
    expect(lines[0]?.problems).toEqual([
      {
        field: "groups",
        column: "groups",
        value: "Day shift",
        problem: "is not a group of this server, and your role can't create one",
      },
    ]);
    const preview = await look(csv);
    await createGroup(server.services, { name: "Day shift", description: "" }, SERVER_SHELL);
    const before = await allRows(server);
    await expect(confirm(preview)).rejects.toMatchObject({ code: "conflict" });
    expect(await allRows(server)).toEqual(before);
  });

  it.each(["Name,Email,Role", "Username,E-mail,ROLE", "user name;e-mail address;role", "LOGIN\tMail\tRole"])(
    "understands a first line such as %j",
    async (header) => {
      const delimiter = /[,;\t]/.exec(header)?.[0] ?? ",";
      const csv = `${header}\n${["alice", "alice@example.com", "Rule author"].join(delimiter)}\n`;
      expect((await look(csv, true)).lines).toMatchObject([
        { action: "create", name: "alice", email: "alice@example.com", role: "rule_author", problems: [] },
      ]);
    },
  );

  it("names line, column and value of every mistake, as the file has them", async () => {
    const { lines } = await look("Name,E-mail,Role\nAlice Liddell,nobody,Emperor\n");
    expect(lines).toMatchObject([
      {
        line: 2,
        problems: [
          {
            field: "name",
            column: "Name",
            value: "Alice Liddell",
            problem: /a full name belongs in a column display_name/,
          },
          { field: "email", column: "E-mail", value: "nobody", problem: /must be one address/ },
          { field: "role", column: "Role", value: "Emperor", problem: /must be user/ },
        ].map((expected) => ({ ...expected, problem: expect.stringMatching(expected.problem) })),
      },
    ]);
  });

  it("reads back what was exported, with its guards", async () => {
    const csv = csvLines([
      ["name", "display_name", "email", "role", "groups", "state", "machines"],
      ["alice", "=Alice", null, "user", "", "active", 0],
    ]);
    const preview = await look(csv);
    expect(preview.lines[0]).toMatchObject({ action: "create", display_name: "=Alice" });
  });

  it("lets owners give roles by a file", async () => {
    const owner = await actingAs(server, "owner");
    const csv = "name,role\nalice,auditor\n";
    const { digest } = await previewImport(server.services, csv, {
      userId: owner.userId,
      mayGive: true,
      mayMakeGroups: true,
    });
    await importPeople(server.services, digest, owner);
    const alice = await server.services.db
      .selectFrom("users")
      .select("role")
      .where("name", "=", "alice")
      .executeTakeFirst();
    expect(alice?.role).toBe("auditor");
    const { name } = await server.services.db
      .selectFrom("users")
      .select("name")
      .where("id", "=", owner.userId)
      .executeTakeFirstOrThrow();
    const own = await previewImport(server.services, `name,role\n${name},user\n`, {
      userId: owner.userId,
      mayGive: true,
      mayMakeGroups: true,
    });
    const expected = { field: "role", problem: "is you; another owner can change it" };
    expect(own.lines[0]?.problems).toContainEqual(expect.objectContaining(expected));
  });

  it("does nothing where things have changed since, or it was looked at too long ago, or by another", async () => {
    const bob = await newPerson(server, "bob", { displayName: "Bob" });
    const csv = "name,display_name\nbob,Robert\nalice,Alice\n";
    const first = await look(csv);
    await changePerson(server.services, bob.id, { displayName: "Bobby", email: null }, SERVER_SHELL);
    const before = await allRows(server);
    await expect(confirm(first)).rejects.toMatchObject({ code: "conflict" });
    const second = await look(csv);
    await expect(confirm({ digest: first.digest })).rejects.toMatchObject({ code: "conflict" });
    const other = await actingAs(server, "administrator");
    await expect(importPeople(server.services, second.digest, other)).rejects.toMatchObject({ code: "conflict" });
    server.pass(31 * 60);
    await expect(confirm(second)).rejects.toMatchObject({ code: "conflict" });
    await tidy(server.services);
    expect(await server.services.db.selectFrom("import_drafts").selectAll().execute()).toEqual([]);
    const { users, ...rest } = await allRows(server);
    expect({ ...rest, users: (users as unknown[]).length - 1 }).toMatchObject({
      users: (before["users"] as unknown[]).length,
    });
  });

  it("is done once by two who confirm at once", async () => {
    const preview = await look("name\nalice\nbob\n");
    const done = await Promise.allSettled([confirm(preview), confirm(preview)]);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await eventsOf(server, by.userId)).length).toBeGreaterThan(0);
    const imported = await server.services.db
      .selectFrom("events")
      .select("data")
      .where("kind", "=", "people_imported")
      .execute();
    expect(imported).toHaveLength(1);
  });

  it("takes 10,000 people at once", async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, n) => `person${n}x,Person Number ${n},p${n}@example.com,,Night shift`,
    );
    const preview = await look(["name,display_name,email,role,groups", ...rows].join("\n"));
    expect(preview.counts).toEqual({ create: 10_000, change: 0, same: 0, refused: 0 });
    expect(await confirm(preview)).toEqual({ created: 10_000, changed: 0, same: 0, groups: 0 });
  });
});
