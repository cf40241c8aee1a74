import { breakGlassApi, makeCodesSchema, type UseRow } from "@nearside/shared/api/console/break-glass.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { ago } from "./terminal/ago.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** `nearside-server break-glass make` writes a new sheet of codes to stdout, and the instructions to stderr. */
export async function makeCodesCommand(
  dataFolder: string,
  { count }: { readonly count: string },
  terminal: Terminal,
): Promise<void> {
  const body = v.safeParse(makeCodesSchema, { count: /^\d{1,3}$/.test(count) ? Number(count) : count });
  if (!body.success) throw new CannotStart(`--count ${body.issues[0].message}. No codes were made.`);
  const { codes, voided } = await askServer(dataFolder, breakGlassApi.makeCodes, body.output);
  terminal.say(
    voided === 0
      ? "Break-glass codes, shown this once. Each opens once:\n"
      : `Break-glass codes, shown this once. Each opens once. The ${voided} that were left of the sheet before are void:\n`,
  );
  for (const code of codes) terminal.out(code);
  terminal.say(`
Print them, close the window, and lock each away where one person alone does not get at it.
When nobody can sign in any more: open /console, choose "Use a break-glass code", and have one at hand.
Its use raises an alarm that stands until an owner has written down what happened.`);
}

/** `nearside-server break-glass` shows how many codes are left, and which uses an owner has still to review. */
export async function showBreakGlassCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const { codes, left, made_at } = await askServer(dataFolder, breakGlassApi.view, {});
  const { uses: unreviewed } = await askServer(dataFolder, breakGlassApi.unreviewed, {});
  terminal.out(
    made_at === null
      ? "There are no break-glass codes. Make some: nearside-server break-glass make"
      : `${left} of ${codes} break-glass codes are left, made ${ago(now - made_at)}.`,
  );
  for (const use of unreviewed) terminal.out(showUse(use, now));
  if (unreviewed.length > 0) terminal.say("An owner reviews them in the console, under Recovery.");
}

const showUse = ({ id, number, at, user, address, machine }: UseRow, now: number): string =>
  `ALARM, not reviewed: code ${number} was used ${ago(now - at)} for ${user.name} from ${neutralise(address, 64)}; its machine: ${MACHINES[machine]} (${id})`;

const MACHINES: Readonly<Record<UseRow["machine"], string>> = {
  none: "none yet",
  waiting: "waits for its words",
  in_force: "is in force",
  refused: "was refused",
};
