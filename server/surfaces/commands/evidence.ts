import { WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { type Evidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { EXPORT_EVIDENCE_PATH, type ExportEvidenceAnswer, exportEvidenceAnswerSchema } from "../shell/messages.ts";
import type { Console } from "./console.ts";
import { writeNew } from "./write-new.ts";

const NOTHING = "so there is no evidence of it.";

/** The sentence for each reason why there is no evidence, with what to do next. */
const WHY_NOT: Readonly<Record<Exclude<ExportEvidenceAnswer["state"], "exported">, string>> = {
  unknown:
    "There is no login of that number here. It begins with rq_ and stands in what `nearside login` prints at its end, on the page that approved it, and in the token as `request`.",
  pending: "That login was asked for but no browser has met it yet, so there is no evidence of it.",
  met: `Nobody has approved that login yet, ${NOTHING}`,
  approved: "That login is approved, but its command line has not fetched the token yet. Ask again in a moment.",
  denied: `That login was denied in the browser, ${NOTHING}`,
  expired: `That login expired before anybody approved it, ${NOTHING}`,
  refused: `That login was refused by a rule or a revocation, ${NOTHING}`,
  withdrawn: `That login was given up in its own terminal before it came to a token, ${NOTHING}`,
  redeemed: "That login ended in a token, but its evidence was not sent. Run the command again.",
  facts_erased: WHY_NO_EVIDENCE.facts_erased,
};

/**
 * `nearside-server evidence <request>` writes what proves that login to stdout or into a new file, for `nearside verify`
 * (protocol §7).
 *
 * @throws CannotStart if nothing was exported
 */
export async function evidenceCommand(
  dataFolder: string,
  asked: { readonly login: string; readonly output: string | undefined },
  console: Console,
): Promise<void> {
  if (asked.login.length > 128) throw new CannotStart(WHY_NOT.unknown);
  const answer = await askServer(dataFolder, EXPORT_EVIDENCE_PATH, { login: asked.login }, exportEvidenceAnswerSchema);
  if (answer.state !== "exported") throw new CannotStart(WHY_NOT[answer.state]);
  const text = writeEvidence(answer.evidence);
  if (asked.output === undefined) console.out(text);
  else writeNew(asked.output, text);
  await sayTokenLife(answer.evidence, answer.now, console);
  console.say(`Anybody verifies it offline: nearside verify ${asked.output === undefined ? "<file>" : asked.output}`);
}

/**
 * Says that the login's token is still valid. Only its session key can use it (protocol §7), so the export need not wait, but the
 * reader should know.
 *
 * @param now epoch milliseconds
 */
async function sayTokenLife({ login }: Evidence, now: number, console: Console): Promise<void> {
  const { exp } = (await accessToken.read(login.access_token)).claims;
  const left = exp - Math.floor(now / 1000);
  if (left <= 0) return;
  console.say(
    `The login's access token is in it, good for another ${spanInWords(left)}: of use only with the key of the command line that got it, but hand the file on after that.`,
  );
}
