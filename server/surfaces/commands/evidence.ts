import { type LoginDetail, loginsApi, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { saidAs } from "../shell/server-refused.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { writeNew } from "./terminal/write-new.ts";

const NOTHING = "so there is no evidence of it.";

/** The sentence for a login that does not exist, with what to do next. */
const UNKNOWN =
  "There is no login of that number here. It begins with rq_ and is in the last lines that `nearside login` prints, on the page that approved it, and in the token as `request`. An old one may be in the archive: nearside-server archive evidence <request>";
/** The sentence for each state of a login without evidence, with what to do next. */
const WHY_NOT: Readonly<Record<LoginDetail["login"]["state"], string>> = {
  pending: "That login was asked for but no browser has met it yet, so there is no evidence of it.",
  met: `Nobody has approved that login yet, ${NOTHING}`,
  waiting: `That login is approved by its person and waits for another one, ${NOTHING}`,
  approved: "That login is approved, but its command line has not fetched the token yet. Ask again in a moment.",
  denied: `That login was denied in the browser, ${NOTHING}`,
  expired: `That login expired before anybody approved it, ${NOTHING}`,
  refused: `That login was refused by a rule or a revocation, ${NOTHING}`,
  withdrawn: `That login was given up in its own terminal before it came to a token, ${NOTHING}`,
  redeemed: "That login ended in a token, but its evidence was not sent. Run the command again.",
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
  terminal.say(
    `Anybody verifies it offline: nearside verify ${options.output === undefined ? "<file>" : options.output}`,
  );
}

/**
 * Says that the login's token is still valid. Only its session key can use it (protocol §7), so the export need not wait, but the
 * reader should know. Both times are in epoch milliseconds.
 */
function sayTokenLife(until: number, now: number, terminal: Terminal): void {
  const left = Math.floor(until / 1000) - Math.floor(now / 1000);
  if (left <= 0) return;
  terminal.say(
    `The login's access token is in it, good for another ${spanInWords(left)}: of use only with the key of the command line that got it, but hand the file on after that.`,
  );
}
