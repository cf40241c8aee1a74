import { ticketSchema } from "@nearside/shared/api/enrolments.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it } from "vitest";
import { askToEnrol } from "../../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../../test/kit/machine.ts";
import { newPerson } from "../../../testing/people.ts";
import { openShell, type TestShell } from "../../../testing/shell.ts";
import { ticketCommand } from "./ticket.ts";
import type { TicketOptions } from "./ticket-program.ts";
import { freeTicketCommand, revokeTicketCommand, ticketsCommand } from "./tickets.ts";

let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

async function make(user: string, options: TicketOptions = {}): Promise<string> {
  shell.clear();
  await ticketCommand(shell.folder, user, { displayName: user, ...options }, shell.terminal);
  return shell.out.join("");
}
const show = async (machine: Awaited<ReturnType<typeof newMachine>>, ticket: string) =>
  (await askToEnrol(shell.server, machine, "bob", ticket)).outcome;

it("makes one for several machines, that asks for something, and lists and revokes it", async () => {
  const ticket = await make("bob", { hours: "48", uses: "2", key: "keyring" });
  expect(v.is(ticketSchema, ticket)).toBe(true);
  expect(shell.messages[0]).toBe("This is a ticket for bob. It works for 2 machines, within 2 days.");
  expect(await show(await newMachine(), ticket)).toBe("400 key_storage_too_weak");

  shell.clear();
  await ticketsCommand(shell.folder, undefined, shell.terminal);
  const listed = shell.out.join("\n");
  expect(listed).toMatch(
    /^ticket \S{43}\n {2}for bob, used 0 of 2, ends in 2 days; made less than a minute ago at this/,
  );
  expect(listed).not.toContain(ticket);
  const id = /^ticket (\S+)/.exec(listed)?.[1] ?? "";

  await revokeTicketCommand(shell.folder, id, shell.terminal);
  await expect(revokeTicketCommand(shell.folder, id, shell.terminal)).rejects.toThrow(
    "already used, revoked or has expired",
  );
  await expect(ticketsCommand(shell.folder, undefined, shell.terminal)).rejects.toThrow("There is no usable ticket.");
});

it("makes nobody for a name that is mistyped", async () => {
  const people = () => shell.server.services.db.selectFrom("users").select("name").execute();
  const before = await people();
  await expect(ticketCommand(shell.folder, "nobody", {}, shell.terminal)).rejects.toThrow(
    /^There is no person with the user name nobody, so no ticket was made\. .* --display-name/,
  );
  expect(await people()).toEqual(before);
  await make("bob");
  await ticketCommand(shell.folder, "bob", {}, shell.terminal); // he exists by now
  expect(shell.out).toHaveLength(2);
});

it("makes the person once where two commands make a ticket for a new name at once", async () => {
  const ticketFor = async (shown: string) => {
    const lines: string[] = [];
    await ticketCommand(
      shell.folder,
      "twin",
      { displayName: shown },
      { ...shell.terminal, out: (text) => void lines.push(text) },
    );
    return lines;
  };
  const tickets = await Promise.all([ticketFor("Twin"), ticketFor("Twin")]);
  expect(tickets.flat().filter((text) => v.is(ticketSchema, text))).toHaveLength(2);
  const people = await shell.server.services.db.selectFrom("users").select("id").where("name", "=", "twin").execute();
  expect(people).toHaveLength(1);
});

it("says how many enrolments ended with it", async () => {
  const ticket = await make("bob", { uses: "2" });
  for (const machine of [await newMachine(), await newMachine()]) await show(machine, ticket);
  shell.clear();
  await ticketsCommand(shell.folder, "bob", shell.terminal);
  const id = /^ticket (\S+)/.exec(shell.out.join(""))?.[1] ?? "";
  await revokeTicketCommand(shell.folder, id, shell.terminal);
  expect(shell.messages.at(-1)).toBe("The ticket is revoked, and 2 enrolments that were under way with it have ended.");
});

it("shows what has started with one, and gives it back to its person once", async () => {
  const ticket = await make("bob", {});
  const stranger = await newMachine();
  const hostname = "build-7\u001b[2J";
  expect((await askToEnrol(shell.server, stranger, "bob", ticket, { hostname })).status).toBe(201);
  shell.server.pass(180);
  shell.clear();
  await ticketsCommand(shell.folder, "bob", shell.terminal);
  const listed = shell.out.join("\n");
  expect(listed).toContain('  started on "build-7\\u{1b}[2J" by "ada", from unknown, 3 minutes ago');
  const id = /^ticket (\S+)/.exec(listed)?.[1] ?? "";
  await freeTicketCommand(shell.folder, id, shell.terminal);
  expect(shell.messages.at(-1)).toMatch(/^The ticket is usable again: its person can start again with it/);
  await expect(freeTicketCommand(shell.folder, id, shell.terminal)).rejects.toThrow("there was nothing to end");
  expect(await show(await newMachine(), ticket)).toBe("201");
});

it.each(["", "x", "A".repeat(43)])("frees none called %j", async (id) => {
  await expect(freeTicketCommand(shell.folder, id, shell.terminal)).rejects.toThrow("There is no ticket with this id.");
});

it.each([
  ["The time in --hours must be at most seven days.", { hours: "169" }],
  ["The time in --hours must be a whole number.", { hours: "x" }],
  ["The time in --hours must be at least five minutes.", { hours: "0" }],
  ["The number in --uses must be at most 20.", { uses: "21" }],
])("makes none where it would be wrong: %s", async (says, options) => {
  await expect(make("bob", options)).rejects.toThrow(`${says} No ticket was made.`);
  expect(await shell.server.services.db.selectFrom("tickets").select("hash").execute()).toEqual([]);
});

it.each(["", "x", "A".repeat(43), "B".repeat(500)])("revokes none called %j", async (id) => {
  await expect(revokeTicketCommand(shell.folder, id, shell.terminal)).rejects.toThrow(
    "There is no ticket with this id.",
  );
});

it("lists nobody's", async () => {
  await expect(ticketsCommand(shell.folder, "nobody", shell.terminal)).rejects.toThrow("who has a usable ticket");
  await expect(ticketsCommand(shell.folder, "No Body", shell.terminal)).rejects.toThrow(
    "no person with this user name",
  );
});

it("makes none for a person who would be taken for another one, and none for a suspended one", async () => {
  const alice = await newPerson(shell.server, "alice");
  await expect(make("a1ice")).rejects.toThrow("looks like alice, who is already here");
  await shell.server.services.db.updateTable("users").set({ state: "suspended" }).where("id", "=", alice.id).execute();
  await expect(make("alice")).rejects.toThrow(sentenceOf("user_inactive"));
  expect(await shell.server.services.db.selectFrom("tickets").select("hash").execute()).toEqual([]);
  expect(await shell.server.services.db.selectFrom("users").select("name").execute()).toEqual([{ name: "alice" }]);
});
