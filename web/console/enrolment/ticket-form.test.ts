import { makeTicketsChangeSchema } from "@nearside/shared/api/console/tickets.ts";
import * as v from "valibot";
import { expect, it } from "vitest";
import { listed, mailedInWords, ticketsAsCsv, ticketsChangeOf, ticketsFor } from "./ticket-form.ts";

const VALUES = {
  "for.names": " ada\nbob, carol ;\n",
  seconds: "86400",
  uses: 2,
  "demands.key_storage": "tpm",
  "demands.device_bound": true,
  "demands.attested": true,
  "demands.aaguids": "00112233-4455-6677-8899-AABBCCDDEEFF",
  note: "  ",
};

it("makes of a form what the contract asks for", () => {
  expect(v.parse(makeTicketsChangeSchema, ticketsChangeOf(null)(VALUES))).toEqual({
    for: { kind: "names", names: ["ada", "bob", "carol"] },
    seconds: 86400,
    uses: 2,
    demands: {
      key_storage: "tpm",
      device_bound: true,
      attested: true,
      aaguids: ["00112233-4455-6677-8899-aabbccddeeff"],
    },
    note: null,
  });
  const forGroup = v.parse(makeTicketsChangeSchema, ticketsChangeOf("gr_1")(VALUES));
  expect(forGroup.for).toEqual({ kind: "group", group: "gr_1" });
});

it.each([
  ["for.names", { "for.names": "" }],
  ["for.names", { "for.names": "ada ada" }],
  ["seconds", { seconds: "" }],
  ["uses", { uses: null }],
  ["uses", { uses: 1.5 }],
  ["demands.aaguids", { "demands.attested": false }],
  ["note", { note: "a\u202eb" }],
])("names the field %s where something is wrong with it", (field, wrong) => {
  const read = v.safeParse(makeTicketsChangeSchema, ticketsChangeOf(null)({ ...VALUES, ...wrong }));
  expect(read.issues?.map((issue) => v.getDotPath(issue))).toEqual([field]);
});

it("takes lines, commas and spaces between names", () => {
  expect(listed("a\r\nb,c; d\t")).toEqual(["a", "b", "c", "d"]);
});

it("writes no cell that a spreadsheet would run, and keeps each in its column", () => {
  const user = { name: "ada", display_name: '=HYPERLINK("x", "y")' };
  const csv = ticketsAsCsv([{ user, ticket: "T", expires_at: 0 }], "https://login.example.test");
  expect(csv.split("\r\n")).toEqual([
    "name,full_name,ticket,expires_at,get,command",
    `ada,"'=HYPERLINK(""x"", ""y"")",T,1970-01-01T00:00:00.000Z,https://login.example.test/get,nearside enroll https://login.example.test`,
    "",
  ]);
});

it("says whose mail speaks of the ticket, and that it is not in there", () => {
  const [yes, no] = [{ mailed: true }, { mailed: false }];
  expect(mailedInWords([no, no])).toBeUndefined();
  expect(mailedInWords([yes])).toMatch(/^The person gets a mail\. .* does not contain the ticket\.$/);
  expect(mailedInWords([yes, yes])).toMatch(/^All of them get a mail/);
  expect(mailedInWords([yes, no])).toMatch(/^1 of them gets a mail/);
});

it.each([
  [["alice"], "alice"],
  [["alice", "bob@example.com", "a+b"], "alice,bob@example.com,a+b"],
])("names %j in the address", (names, read) => {
  const { pathname, searchParams } = new URL(ticketsFor(names.map((name) => ({ name }))), "https://x.example");
  expect([pathname, searchParams.get("names")]).toEqual(["/console/enrolment/tickets/new", read]);
});
