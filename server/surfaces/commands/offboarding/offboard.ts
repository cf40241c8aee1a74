import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { offboardingApi, offboardSchema } from "@nearside/shared/api/console/offboarding.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { writeOffboarding } from "@nearside/shared/evidence/offboarding-document.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { askServer } from "../../shell/ask-server.ts";
import { saidAs } from "../../shell/server-refused.ts";
import { findPerson } from "../find-person.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { giveReport } from "./report.ts";
import { nothingEnds, showCounts, showPreview } from "./show-offboarding.ts";

export interface OffboardOptions {
  readonly reason?: string;
  /** True if the command only shows what would end. */
  readonly preview?: true;
  /** The file for the report; without it, the report is printed. */
  readonly output?: string;
}

const WHY_NOT: Readonly<Record<"unknown" | "already", string>> = {
  unknown: peopleTexts.offboard.unknown,
  already: peopleTexts.offboard.before,
};

/**
 * `nearside-server offboard <user>` shows what will end, asks for the name once more, ends everything, and gives the signed
 * report.
 *
 * @throws CannotStart if the person was not offboarded
 */
export async function offboardCommand(
  dataFolder: string,
  { user, ...options }: OffboardOptions & { readonly user: string },
  terminal: Terminal,
): Promise<void> {
  if (!v.is(userNameSchema, user)) throw new CannotStart(WHY_NOT.unknown);
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw new CannotStart(WHY_NOT.unknown);
  const preview = await askServer(dataFolder, at(offboardingApi.preview, person.id), {});
  if (preview.user.state === "offboarded") throw new CannotStart(WHY_NOT.already);
  for (const line of showPreview(preview)) terminal.say(line);
  if (options.preview === true) return;
  const body = v.safeParse(offboardSchema, { note: options.reason ?? null, shown: preview.shown });
  if (!body.success) throw new CannotStart(peopleTexts.wrongReason({ problem: body.issues[0].message }));
  await demandName(user, terminal);
  const done = await askServer(dataFolder, at(offboardingApi.offboard, person.id), body.output).catch(
    saidAs({ unknown: WHY_NOT.unknown, conflict: WHY_NOT.already }),
  );
  const { counts, as_shown, document } = done;
  terminal.say(nothingEnds(counts) ? peopleTexts.offboard.doneNothing({ user }) : peopleTexts.offboard.done({ user }));
  for (const line of showCounts(counts)) terminal.say(line);
  if (as_shown === false) terminal.say(peopleTexts.offboard.changed);
  giveReport(writeOffboarding(document), options.output, terminal);
}

/** Asks for the name once more, because offboarding is final, and a slip in a list of names must not cause it. */
async function demandName(user: string, terminal: Terminal): Promise<void> {
  const typed = await terminal.ask(peopleTexts.offboard.ask({ user }));
  if (typed?.trim() !== user) throw new CannotStart(peopleTexts.offboard.otherName);
}
