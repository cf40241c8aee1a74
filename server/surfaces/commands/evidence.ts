import { type LoginDetail, loginsApi, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { dataTexts } from "../../texts/commands/data.ts";
import { shellTexts } from "../../texts/commands/shell.ts";
import { askServer } from "../shell/ask-server.ts";
import { saidAs } from "../shell/server-refused.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { writeNew } from "./terminal/write-new.ts";

/** The sentence for a login that does not exist, with what to do next. */
const UNKNOWN = dataTexts.evidence.unknown;
/** The sentence for each state of a login without evidence, with what to do next. */
const WHY_NOT: Readonly<Record<LoginDetail["login"]["state"], string>> = {
  pending: dataTexts.evidence.pending,
  met: dataTexts.evidence.met,
  waiting: dataTexts.evidence.waiting,
  approved: dataTexts.evidence.approved,
  denied: dataTexts.evidence.denied,
  expired: dataTexts.evidence.expired,
  refused: dataTexts.evidence.refused,
  withdrawn: dataTexts.evidence.withdrawn,
  redeemed: dataTexts.evidence.redeemed,
};

/**
 * `nearside-server evidence <request>` writes the evidence of that login to stdout or into a new file, for `nearside verify`
 * (protocol §7).
 *
 * @throws CannotStart if nothing was exported
 */
export async function evidenceCommand(
  dataFolder: string,
  options: { readonly login: string; readonly output: string | undefined },
  terminal: Terminal,
): Promise<void> {
  if (options.login.length > 128) throw new CannotStart(UNKNOWN);
  const unknown = saidAs({ unknown: UNKNOWN, not_found: UNKNOWN });
  const { login, evidence } = await askServer(dataFolder, at(loginsApi.view, options.login), {}).catch(unknown);
  if (evidence.state === "facts_erased") throw new CannotStart(WHY_NO_EVIDENCE.facts_erased);
  if (evidence.state !== "kept") throw new CannotStart(WHY_NOT[login.state]);
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const exported = await askServer(dataFolder, at(loginsApi.evidence, options.login), {}).catch(unknown);
  const text = exported.text.trimEnd();
  if (options.output === undefined) terminal.out(text);
  else writeNew(options.output, text);
  sayTokenLife(evidence.token_until, now, terminal);
  terminal.say(shellTexts.verifyIt({ file: options.output }));
}

/**
 * Says that the login's token is still valid. Only its session key can use it (protocol §7), so the export need not wait, but the
 * reader should know. Both times are in epoch milliseconds.
 */
function sayTokenLife(until: number, now: number, terminal: Terminal): void {
  const left = Math.floor(until / 1000) - Math.floor(now / 1000);
  if (left <= 0) return;
  terminal.say(dataTexts.evidence.tokenLives({ span: spanInWords(left) }));
}
