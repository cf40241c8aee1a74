import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { writeOffboarding } from "@nearside/shared/evidence/offboarding-document.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { FIND_OFFBOARDING_PATH, findOffboardingAnswerSchema } from "../shell/leaving-messages.ts";
import type { Console } from "./console.ts";
import { writeNew } from "./write-new.ts";

const NOT_YET =
  "That person has not left, so there is no report. `nearside-server offboard <user>` shows what would end, and ends it.";

/**
 * `nearside-server report <user>` gives the signed report of a person who has left.
 *
 * @throws CannotStart if there is no such report
 */
export async function reportCommand(
  dataFolder: string,
  { user, output }: { readonly user: string; readonly output: string | undefined },
  console: Console,
): Promise<void> {
  const unknown = new CannotStart("There is nobody of that name, so there is no report.");
  if (!v.is(userNameSchema, user)) throw unknown;
  const answer = await askServer(dataFolder, FIND_OFFBOARDING_PATH, { user }, findOffboardingAnswerSchema);
  if (answer.state !== "found") throw answer.state === "unknown" ? unknown : new CannotStart(NOT_YET);
  giveReport(writeOffboarding(answer.document), output, console);
}

/** Prints the report, or writes it into a new file of that name. */
export function giveReport(text: string, output: string | undefined, console: Console): void {
  if (output === undefined) console.out(text);
  else writeNew(output, text);
  console.say(`Anybody verifies it offline: nearside verify ${output ?? "<file>"}`);
}
