import { type EnrolmentRow, enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { readSixWords } from "@nearside/shared/words/six-words.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ServerRefused } from "../../shell/server-refused.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { nameOf, showPending } from "./pending-enrolments.ts";

const SIX = 6;

/**
 * `nearside-server admit`: the administrator types the six words that the person reads out (protocol §3.5). The server does not
 * send the words to this command, so an attacker who has the person's ticket, but not the person on the phone, gets no further.
 *
 * @throws CannotStart if nothing was confirmed
 */
export async function admitCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const enrolments = await listPending(dataFolder);
  if (enrolments.length === 0) throw new CannotStart(peopleTexts.admit.nothing);
  terminal.say(showPending(enrolments, now));
  const chosen = await choose(enrolments, terminal);
  terminal.say(peopleTexts.admit.how({ name: nameOf(chosen) }));
  await confirm(dataFolder, chosen, terminal);
}

/** Lists what waits, the oldest first. */
const listPending = async (dataFolder: string): Promise<readonly EnrolmentRow[]> =>
  (await askServer(dataFolder, enrolmentsApi.waiting, { limit: String(MOST_ROWS) })).rows;

async function choose(enrolments: readonly EnrolmentRow[], terminal: Terminal): Promise<EnrolmentRow> {
  const [only, ...others] = enrolments;
  if (only !== undefined && others.length === 0) return only;
  for (;;) {
    const typed = await demandLine(terminal, peopleTexts.admit.which({ count: enrolments.length }));
    const chosen = /^[0-9]+$/.test(typed.trim()) ? enrolments[Number(typed) - 1] : undefined;
    if (chosen !== undefined) return chosen;
    terminal.say(peopleTexts.admit.noSuch);
  }
}

async function confirm(dataFolder: string, chosen: EnrolmentRow, terminal: Terminal): Promise<void> {
  for (;;) {
    const words = await sixWords(terminal);
    try {
      await askServer(dataFolder, at(enrolmentsApi.admit, chosen.id), { words });
      terminal.say(peopleTexts.admit.done[chosen.kind]({ name: nameOf(chosen) }));
      return;
    } catch (error) {
      if (!(error instanceof ServerRefused) || error.code !== "words_differ") throw error;
    }
    const still = await listPending(dataFolder);
    if (!still.some(({ id }) => id === chosen.id))
      throw new CannotStart(peopleTexts.admit.ended({ name: nameOf(chosen) }));
    terminal.say(peopleTexts.admit.differ);
  }
}

/** Asks until six words of the list are typed: words that cannot be right must not use up one of the few tries. */
async function sixWords(terminal: Terminal): Promise<string> {
  for (;;) {
    const typed = await demandLine(terminal, peopleTexts.admit.ask);
    if (readSixWords(typed) !== undefined) return typed.trim();
    const count = typed.trim().split(/[\s,]+/).length;
    terminal.say(count === SIX ? peopleTexts.admit.unknownWord : peopleTexts.admit.oneLine);
  }
}

async function demandLine(terminal: Terminal, question: string): Promise<string> {
  const line = await terminal.ask(question);
  if (line === undefined) throw new CannotStart(peopleTexts.admit.stillWaits);
  return line;
}
