import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { offboardingApi } from "@nearside/shared/api/console/offboarding.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { writeOffboarding } from "@nearside/shared/evidence/offboarding-document.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { shellTexts } from "../../../texts/commands/shell.ts";
import { askServer } from "../../shell/ask-server.ts";
import { saidAs } from "../../shell/server-refused.ts";
import { findPerson } from "../find-person.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeNew } from "../terminal/write-new.ts";

const NOT_YET = peopleTexts.report.notLeft;

/**
 * `nearside-server report <user>` gives the signed report of a person who has left.
 *
 * @throws CannotStart if there is no such report
 */
export async function reportCommand(
  dataFolder: string,
  { user, output }: { readonly user: string; readonly output: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const unknown = new CannotStart(peopleTexts.report.unknown);
  if (!v.is(userNameSchema, user)) throw unknown;
  const person = await findPerson(dataFolder, user);
  if (person === undefined) throw unknown;
  const { document } = await askServer(dataFolder, at(offboardingApi.report, person.id), {}).catch(
    saidAs({ unknown: NOT_YET }),
  );
  giveReport(writeOffboarding(document), output, terminal);
}

/** Prints the report, or writes it into a new file of that name. */
export function giveReport(text: string, output: string | undefined, terminal: Terminal): void {
  if (output === undefined) terminal.out(text);
  else writeNew(output, text);
  terminal.say(shellTexts.verifyIt({ file: output }));
}
