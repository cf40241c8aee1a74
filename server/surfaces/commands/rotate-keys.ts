import { MAX_PUBLISHED_SECONDS, type RotateKeysAnswer, shellApi } from "@nearside/shared/api/console/shell.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { typedSpan } from "./terminal/typed-span.ts";

/**
 * Seconds for which a new key is published before it signs. Our own clients read a key that they do not know within a minute, but
 * API gateways cache a JWK Set for hours and do not read it again before. A day is enough for all of them, so an administrator need not
 * know which gateways there are.
 */
const PUBLISHED_SECONDS = 86_400;
/** The shortest safe time, in seconds. With less, even our own clients may meet a key that they cannot read yet (protocol §2). */
const SHORTEST_SAFE = 600;

/**
 * `nearside-server keys rotate` makes a new signing key (protocol §2). `now` is for a key that another party may have.
 *
 * @throws CannotStart if nothing was rotated
 */
export async function rotateKeysCommand(
  dataFolder: string,
  options: { readonly after: string | undefined; readonly now: boolean },
  terminal: Terminal,
): Promise<void> {
  if (options.now && options.after !== undefined)
    throw new CannotStart("--now waits for nothing, so it takes no --after. Nothing was rotated.");
  const after = options.after === undefined ? PUBLISHED_SECONDS : secondsOf(options.after);
  const body = options.now ? ({ how: "replace" } as const) : ({ how: "publish", after } as const);
  const answer = await askServer(dataFolder, shellApi.rotateSigningKeys, body);
  if (answer.state === "replaced") sayReplaced(answer, terminal);
  else sayPublished(answer, terminal);
  if (!options.now && after < SHORTEST_SAFE)
    terminal.say(
      "That is short: an API or a browser that read the keys just before may refuse the first tokens of the new one for a minute, and what caches them longer, for longer.",
    );
}

function secondsOf(text: string): number {
  const seconds = typedSpan(text);
  if (!(seconds <= MAX_PUBLISHED_SECONDS))
    throw new CannotStart(
      "--after takes a time such as 90s, 30m, 24h or 2d, up to 90d. Nothing was rotated. For a key that somebody else may have, it is --now.",
    );
  return seconds;
}

function sayPublished(answer: Exclude<RotateKeysAnswer, { state: "replaced" }>, terminal: Terminal): void {
  if (answer.state === "too_many")
    throw new CannotStart(
      "Too many keys are published already, because the last ones were rotated in quick succession. The oldest go thirty days after they retired. Nothing was rotated. For a key that somebody else may have, it is --now.",
    );
  const left = spanInWords(Math.max(0, Math.ceil((answer.active_from - answer.now) / 1000)));
  terminal.out(answer.kid);
  terminal.say(
    answer.state === "published"
      ? `That key is published now and signs in ${left}. Until then the old one does, and what it signed counts on. No restart is needed: nearside-server keys`
      : `That key was published before and signs in ${left}, so no other one was made. See: nearside-server keys`,
  );
}

function sayReplaced(
  { kid, removed, ended }: Extract<RotateKeysAnswer, { state: "replaced" }>,
  terminal: Terminal,
): void {
  terminal.out(kid);
  terminal.say(
    removed.length === 0
      ? "Another server of this database gave the keys up just now, and signs with that one."
      : `That key signs from now on. Given up, and worth nothing any more: ${removed.join(", ")}.

What ends by this:
  - every access token: APIs refuse it once they have read the keys again, within ten minutes (an hour
    where they cannot reach this server), and command lines get their next one when it would have run out, or at once by:
    nearside login
  - what is under way, now ${counted(ended.logins, "login")} and ${counted(ended.enrolments, "enrolment")}, machines that wait for their six words among
    them: start each again, an enrolment with a new ticket where the old one is used up
  - receipts that no machine has fetched yet: those machines enrol again
Nobody is logged out: refresh tokens and enrolled machines do not rest on these keys.
Whoever read the keys less than a minute ago may refuse the new one until then.`,
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
