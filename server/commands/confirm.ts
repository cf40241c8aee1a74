import { readSixWords } from "@nearside/shared/words/six-words.ts";
import { askServer } from "../admin/ask-server.ts";
import {
  CONFIRM_PATH,
  confirmAnswerSchema,
  LIST_PENDING_PATH,
  listPendingAnswerSchema,
  type PendingMachine,
} from "../admin/messages.ts";
import { ServerRefused } from "../admin/server-refused.ts";
import { CannotStart } from "../cannot-start.ts";
import type { Console } from "./console.ts";
import { nameOf, showMachines } from "./pending-machines.ts";

const SIX = 6;

/**
 * `nearside-server confirm`: the administrator types the six words that the person reads out (protocol §3.5). The server
 * tells this command no words, so whoever has the person's ticket but not the person on the phone gets no further.
 *
 * @throws CannotStart where nothing was confirmed
 */
export async function confirmCommand(dataFolder: string, console: Console): Promise<void> {
  const { machines, now } = await listPending(dataFolder);
  if (machines.length === 0)
    throw new CannotStart(
      "No machine waits to be confirmed. One does when its person has run `nearside enroll` to the end and confirmed there that terminal and browser show the same six words.",
    );
  console.say(showMachines(machines, now));
  const machine = await choose(machines, console);
  console.say(`
Above is what the machine says of itself. What counts is the six words: let ${nameOf(machine)} read them out from the
terminal of that machine, in person or on the phone, and type them here. Never take them from a message.
`);
  await confirm(dataFolder, machine, console);
}

const listPending = (dataFolder: string) => askServer(dataFolder, LIST_PENDING_PATH, {}, listPendingAnswerSchema);

async function choose(machines: readonly PendingMachine[], console: Console): Promise<PendingMachine> {
  const [only, ...others] = machines;
  if (only !== undefined && others.length === 0) return only;
  for (;;) {
    const typed = await demandLine(console, `Which one? Type its number (1 to ${machines.length}): `);
    const chosen = /^[0-9]+$/.test(typed.trim()) ? machines[Number(typed) - 1] : undefined;
    if (chosen !== undefined) return chosen;
    console.say("There is no machine with that number.");
  }
}

async function confirm(dataFolder: string, machine: PendingMachine, console: Console): Promise<void> {
  for (;;) {
    const words = await sixWords(console);
    try {
      await askServer(dataFolder, CONFIRM_PATH, { id: machine.id, words }, confirmAnswerSchema);
      console.say(`Confirmed. The machine of ${nameOf(machine)} may sign in from now on.`);
      return;
    } catch (error) {
      if (!(error instanceof ServerRefused) || error.code !== "words_differ") throw error;
    }
    const { machines } = await listPending(dataFolder);
    if (!machines.some(({ id }) => id === machine.id))
      throw new CannotStart(
        `Wrong words were typed too often, so this enrolment was ended and its keys are worth nothing. If ${nameOf(machine)} read the words out correctly, somebody else used the ticket. Make a new ticket, and start again with the person beside you.`,
      );
    console.say(`
These are not the words of this machine. Nothing was confirmed. Have them read out once more, slowly.
If they are right and still refused, the machine that waits here is not the person's: do not confirm it.
`);
  }
}

/** Six words of the list: what cannot be right is not worth one of the few tries. */
async function sixWords(console: Console): Promise<string> {
  for (;;) {
    const typed = await demandLine(console, "The six words: ");
    if (readSixWords(typed) !== undefined) return typed.trim();
    const count = typed.trim().split(/[\s,]+/).length;
    console.say(
      count === SIX
        ? "At least one of them is on no list of ours. Have it spelt, and type all six again."
        : "Type all six in one line, with spaces between them.",
    );
  }
}

async function demandLine(console: Console, question: string): Promise<string> {
  const line = await console.ask(question);
  if (line === undefined) throw new CannotStart("Nothing was confirmed. The machine still waits.");
  return line;
}
