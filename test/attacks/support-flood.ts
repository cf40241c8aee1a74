// Floods. The server is behind a proxy, so that everybody in them has an address of his own.
import { strict as assert } from "node:assert";
import type { Answer } from "../kit/answer.ts";
import { openClient, type Stage } from "../steps/stage.ts";

/** Settings of a server behind a proxy on this machine. */
export const BEHIND_PROXY = { NEARSIDE_TRUSTED_PROXIES: "127.0.0.1" } as const;

/** That party at an address of its own, as the proxy says. */
export const from = <S extends Stage>(stage: S, address: string): S => ({
  ...stage,
  ...openClient(stage.issuer, stage.cookie(), { "x-forwarded-for": address }),
});

/**
 * Asks again and again, until it is told to stop.
 * @param most how often it may be answered at all
 * @returns the refusal, and how often it was answered before
 * @throws AssertionError if no limit stops it
 */
export async function floodUntilStopped(
  ask: (times: number) => Promise<Answer>,
  most: number,
): Promise<{ readonly refused: Answer; readonly answered: number }> {
  for (let answered = 0; answered <= most; answered++) {
    const answer = await ask(answered);
    if (answer.status === 429 || answer.outcome.endsWith("slow_down")) return { refused: answer, answered };
  }
  return assert.fail(`nobody stopped it after ${most}`);
}
