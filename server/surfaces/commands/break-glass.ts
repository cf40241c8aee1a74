import { breakGlassApi, makeCodesSchema, type UseRow } from "@nearside/shared/api/console/break-glass.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { serverTexts } from "../../texts/commands/server.ts";
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
  if (!body.success) throw new CannotStart(serverTexts.breakGlass.wrongCount({ problem: body.issues[0].message }));
  const { codes, voided } = await askServer(dataFolder, breakGlassApi.makeCodes, body.output);
  terminal.say(voided === 0 ? serverTexts.breakGlass.first : serverTexts.breakGlass.replacing({ count: voided }));
  for (const code of codes) terminal.out(code);
  terminal.say(serverTexts.breakGlass.keep);
}

/** `nearside-server break-glass` shows how many codes are left, and which uses an owner has still to review. */
export async function showBreakGlassCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const { codes, left, made_at } = await askServer(dataFolder, breakGlassApi.view, {});
  const { uses: unreviewed } = await askServer(dataFolder, breakGlassApi.unreviewed, {});
  if (made_at === null) terminal.say(serverTexts.breakGlass.none);
  else terminal.out(serverTexts.breakGlass.left({ left, codes, ago: ago(now - made_at) }));
  for (const use of unreviewed) terminal.out(showUse(use, now));
  if (unreviewed.length > 0) terminal.say(serverTexts.breakGlass.review);
}

const showUse = ({ id, number, at, user, address, machine }: UseRow, now: number): string =>
  serverTexts.breakGlass.use({
    number,
    ago: ago(now - at),
    name: user.name,
    address: neutralise(address, 64),
    machine: MACHINES[machine],
    id,
  });

const MACHINES: Readonly<Record<UseRow["machine"], string>> = {
  none: serverTexts.breakGlass.machine.none,
  waiting: serverTexts.breakGlass.machine.waiting,
  active: serverTexts.breakGlass.machine.active,
  refused: serverTexts.breakGlass.machine.refused,
};
