import { type EnrolmentRow, enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { readSixWords } from "@nearside/shared/words/six-words.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ServerRefused } from "../../shell/server-refused.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { nameOf, showPending, whatWaits } from "./pending-enrolments.ts";

const SIX = 6;

/**
 * `nearside-server confirm`: the administrator types the six words that the person reads out (protocol §3.5). The server does not
 * send the words to this command, so an attacker who has the person's ticket, but not the person on the phone, gets no further.
 *
 * @throws CannotStart if nothing was confirmed
 */
export async function confirmCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const enrolments = await listPending(dataFolder);
  if (enrolments.length === 0)
    throw new CannotStart(
      "Nothing waits to be let in. A machine or a browser does when its person has run `nearside enroll` to the end and confirmed there that terminal and browser show the same six words.",
    );
  terminal.say(showPending(enrolments, now));
  const chosen = await choose(enrolments, terminal);
  terminal.say(`
Above is what the machine says of itself. What counts is the six words: let ${nameOf(chosen)} read them out from the
terminal of that machine, in person or on the phone, and type them here. Never take them from a message.
`);
  await confirm(dataFolder, chosen, terminal);
}

/** Lists what waits, the oldest first. */
const listPending = async (dataFolder: string): Promise<readonly EnrolmentRow[]> =>
  (await askServer(dataFolder, enrolmentsApi.waiting, { limit: String(MOST_ROWS) })).rows;

async function choose(enrolments: readonly EnrolmentRow[], terminal: Terminal): Promise<EnrolmentRow> {
  const [only, ...others] = enrolments;
  if (only !== undefined && others.length === 0) return only;
  for (;;) {
    const typed = await demandLine(terminal, `Which one? Type its number (1 to ${enrolments.length}): `);
    const chosen = /^[0-9]+$/.test(typed.trim()) ? enrolments[Number(typed) - 1] : undefined;
    if (chosen !== undefined) return chosen;
    terminal.say("There is none with that number.");
  }
}

async function confirm(dataFolder: string, chosen: EnrolmentRow, terminal: Terminal): Promise<void> {
  const what = whatWaits(chosen);
  for (;;) {
    const words = await sixWords(terminal);
    try {
      await askServer(dataFolder, at(enrolmentsApi.confirm, chosen.id), { words });
      terminal.say(`Confirmed. This ${what} of ${nameOf(chosen)} may sign in from now on.`);
      return;
    } catch (error) {
      if (!(error instanceof ServerRefused) || error.code !== "words_differ") throw error;
    }
    const still = await listPending(dataFolder);
    if (!still.some(({ id }) => id === chosen.id))
      throw new CannotStart(
        `Other words were typed too often, so this enrolment was ended and its keys are worth nothing. Begin again with the person beside you, a machine with a new ticket. If each word was typed as ${nameOf(chosen)}'s terminal shows it, tell whoever looks after security: then the ${what} that waited here was not the person's.`,
      );
    terminal.say(`
These are not the words of this ${what}. Nothing was confirmed, and nothing is lost: most often a word was misheard or mistyped.
Have them read out once more, slowly, and compare each. Only if each is as the person's terminal shows it and they are still
refused, the ${what} that waits here is another one than the person's: do not confirm it.
`);
  }
}

/** Asks until six words of the list are typed: words that cannot be right must not use up one of the few tries. */
async function sixWords(terminal: Terminal): Promise<string> {
  for (;;) {
    const typed = await demandLine(terminal, "The six words: ");
    if (readSixWords(typed) !== undefined) return typed.trim();
    const count = typed.trim().split(/[\s,]+/).length;
    terminal.say(
      count === SIX
        ? "At least one of them is on no list of ours. Have it spelt, and type all six again."
        : "Type all six in one line, with spaces between them.",
    );
  }
}

async function demandLine(terminal: Terminal, question: string): Promise<string> {
  const line = await terminal.ask(question);
  if (line === undefined) throw new CannotStart("Nothing was confirmed. It still waits.");
  return line;
}
