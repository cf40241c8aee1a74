import { afterEach, beforeEach, expect, it } from "vitest";
import { showsWords, wordsOf } from "../../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../../test/kit/machine.ts";
import { enrolledMachine, pendingBrowser, pendingMachine } from "../../../testing/enrol.ts";
import { allRows, eventsSince, lastEventSeq } from "../../../testing/ledger.ts";
import { openShell, type TestShell } from "../../../testing/shell.ts";
import { admitCommand } from "./admit.ts";

const WRONG = "abacus abdomen abdominal abide abiding ability";
let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

/** Runs the command while the administrator types those lines and no more. */
const confirmTyping = (...lines: readonly string[]): Promise<void> =>
  admitCommand(shell.folder, shell.typing(...lines));

async function pending(user: string) {
  const machine = await newMachine();
  const { met, open } = await pendingMachine(shell.server, machine, user);
  return { id: open.id, words: await wordsOf(machine, met) };
}

const stateOf = async (id: string) =>
  (await shell.server.services.db.selectFrom("enrolments").select("state").where("id", "=", id).executeTakeFirst())
    ?.state;

it("shows the machine, never its words, and admits it once the words are right", async () => {
  const { id, words } = await pending("bob");
  shell.server.pass(180);
  await confirmTyping(`  ${words.toUpperCase().replaceAll(" ", "  ")} `);
  expect(await stateOf(id)).toBe("active");
  const text = shell.messages.join("\n");
  for (const shown of [
    "a machine, for bob",
    "laptop, Debian 13, account ada",
    "Chromium 141",
    "is in a file",
    "3 minutes ago",
  ])
    expect(text).toContain(shown);
  expect(text).toContain("stays on its device; authenticator 00112233-4455-6677-8899-aabbccddeeff (not attested)");
  expect(text).toContain("Admitted. This machine of bob may sign in from now on.");
  expect([showsWords(text, words), showsWords(`${text} ${words}`, words)]).toEqual([false, true]);
  const event = (await eventsSince(shell.server, 0)).find(({ kind }) => kind === "enrolment_confirmed");
  expect(event).toMatchObject({ subject: id, data: { by: "server_shell" } });
});

it("lets a further browser in as it does a machine (protocol §3.7)", async () => {
  const machine = await enrolledMachine(shell.server, "alice");
  const { further, open, met } = await pendingBrowser(shell.server, machine);
  await confirmTyping(WRONG, await wordsOf(further, met));
  expect(await stateOf(open.id)).toBe("active");
  const text = shell.messages.join("\n");
  expect(text).toContain("another browser of an enrolled machine, for alice");
  expect(text).toContain("These are not the words of this enrolment.");
  expect(text).toContain("Admitted. This browser of alice may sign in from now on.");
  const { db } = shell.server.services;
  const rows = await db
    .selectFrom("extensions")
    .select("state")
    .where("jkt", "=", further.extension.thumbprint)
    .execute();
  expect(rows).toEqual([{ state: "active" }]);
});

it("asks which one where several wait", async () => {
  const first = await pending("bob");
  shell.server.pass(1); // they are listed in the order in which they came
  const second = await pending("carol");
  await confirmTyping("3", "carol", "2", second.words);
  expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(["pending", "active"]);
  expect(shell.messages.join("\n")).toMatch(
    /2 enrolments wait.*1\. a machine, for bob.*2\. a machine, for carol.*1 to 2.*no enrolment with this number/s,
  );
});

it("says that words are wrong, and takes the right ones next", async () => {
  const { id, words } = await pending("bob");
  await confirmTyping(WRONG, words);
  expect(await stateOf(id)).toBe("active");
  expect(shell.messages.join("\n")).toMatch(
    /These are not the words of this enrolment\. Nothing was admitted.*most often a word was misheard or mistyped/,
  );
});

it("takes what cannot be right for no try", async () => {
  const { id, words } = await pending("bob");
  const seq = await lastEventSeq(shell.server);
  await confirmTyping("", "five words are too few", "six words one zzzzzz for nothing", words);
  expect(await stateOf(id)).toBe("active");
  expect((await eventsSince(shell.server, seq)).map(({ kind }) => kind)).toEqual(["enrolment_confirmed"]);
});

it("ends the enrolment after five wrong tries, and its keys can never be enrolled again (threat R10)", async () => {
  const { id } = await pending("bob");
  const typing = confirmTyping(WRONG, WRONG, WRONG, WRONG, WRONG, WRONG);
  await expect(typing).rejects.toThrow("wrong too often, so this enrolment was ended");
  expect(await stateOf(id)).toBe("refused");
  for (const table of ["bound_sets", "devices", "extensions", "passkeys"] as const)
    expect(await shell.server.services.db.selectFrom(table).select("state").execute()).toEqual([{ state: "revoked" }]);
  await expect(confirmTyping()).rejects.toThrow("No machine and no browser waits to be admitted.");
});

it("confirms nothing where nothing is typed", async () => {
  await pending("bob");
  const before = await allRows(shell.server);
  await expect(confirmTyping()).rejects.toThrow("Nothing was admitted. The enrolment still waits.");
  expect(await allRows(shell.server)).toEqual(before);
});

it("says so where none waits, or where no server runs", async () => {
  await enrolledMachine(shell.server, "alice");
  await expect(confirmTyping()).rejects.toThrow("No machine and no browser waits to be admitted.");
  await shell.stop();
  await expect(confirmTyping()).rejects.toThrow("No server is running");
});
