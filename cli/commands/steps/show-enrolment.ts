import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import type { EnrolmentDisplay } from "../../enrolment/enrol.ts";
import { texts } from "../../texts/commands/enroll.ts";
import type { World } from "../../world/world.ts";
import { yesOrNo } from "./answer.ts";

/**
 * Shows an enrolment to a person at the terminal, up to the comparison of the words.
 *
 * @param openIt opens the page, if that is wanted. Its address is shown in any case
 */
export function displayOn(
  world: World,
  issuer: string,
  openIt: ((url: string) => void) | undefined,
): EnrolmentDisplay & { stop(): void } {
  const { terminal } = world;
  let countdown: { stop(): void } | undefined;
  const stop = (): void => countdown?.stop();
  return {
    stop,
    pageNeeded: ({ url, user, port, expiresIn }) => {
      const why = texts.shown.openPage;
      terminal.object({ user_action_required: { url, expires_in: expiresIn, why } });
      terminal.say(why);
      terminal.say(url, "strong");
      terminal.say(texts.shown.threeThings);
      for (const line of [texts.shown.server({ issuer }), texts.shown.person({ user }), texts.shown.port({ port })])
        terminal.say(`    ${line}`);
      openIt?.(url);
      const text = (left: number): string => texts.shown.waiting({ left: countdownText(left) });
      countdown = terminal.countdown(text, world.now() + expiresIn * 1000, world.now);
    },
    askWhetherSame: (words) => {
      stop();
      const why = texts.shown.compare;
      terminal.object({ user_action_required: { words, why } });
      terminal.say(why);
      sayWords(terminal, words);
      return yesOrNo(terminal, texts.shown.askSame);
    },
    peerRefused: (code) => terminal.say(sentenceOf(code), "bad"),
  };
}

/** Characters of the longest word. */
const WORD_WIDTH = 9;

/** Shows two rows of three words, numbered as in the extension's window: they are for reading aloud. */
export function sayWords(terminal: World["terminal"], words: readonly string[]): void {
  const cells = words.map((word, index) => `${index + 1} ${word.padEnd(WORD_WIDTH)}`);
  terminal.say("");
  for (const row of [cells.slice(0, 3), cells.slice(3)]) terminal.say(`    ${row.join("   ").trimEnd()}`, "strong");
  terminal.say("");
}
