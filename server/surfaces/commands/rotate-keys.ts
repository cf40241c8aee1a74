import { MAX_PUBLISHED_SECONDS, type RotateKeysAnswer, shellApi } from "@nearside/shared/api/console/shell.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { dataTexts } from "../../texts/commands/data.ts";
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
  if (options.now && options.after !== undefined) throw new CannotStart(dataTexts.rotate.nowOrAfter);
  const after = options.after === undefined ? PUBLISHED_SECONDS : secondsOf(options.after);
  const body = options.now ? ({ how: "replace" } as const) : ({ how: "publish", after } as const);
  const answer = await askServer(dataFolder, shellApi.rotateSigningKeys, body);
  if (answer.state === "replaced") sayReplaced(answer, terminal);
  else sayPublished(answer, terminal);
  if (!options.now && after < SHORTEST_SAFE) terminal.say(dataTexts.rotate.short);
}

function secondsOf(text: string): number {
  const seconds = typedSpan(text);
  if (!(seconds <= MAX_PUBLISHED_SECONDS)) throw new CannotStart(dataTexts.rotate.after);
  return seconds;
}

function sayPublished(answer: Exclude<RotateKeysAnswer, { state: "replaced" }>, terminal: Terminal): void {
  if (answer.state === "too_many") throw new CannotStart(dataTexts.rotate.tooMany);
  const left = spanInWords(Math.max(0, Math.ceil((answer.active_from - answer.now) / 1000)));
  terminal.out(answer.kid);
  terminal.say(
    answer.state === "published" ? dataTexts.rotate.published({ left }) : dataTexts.rotate.publishedBefore({ left }),
  );
}

function sayReplaced(
  { kid, removed, ended }: Extract<RotateKeysAnswer, { state: "replaced" }>,
  terminal: Terminal,
): void {
  terminal.out(kid);
  terminal.say(
    removed.length === 0
      ? dataTexts.rotate.byOther
      : dataTexts.rotate.replaced({ removed: removed.join(", "), logins: ended.logins, enrolments: ended.enrolments }),
  );
}
