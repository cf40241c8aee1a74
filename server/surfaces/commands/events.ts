import { EVENT_CONSUMERS, shellApi } from "@nearside/shared/api/console/shell.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { serverTexts } from "../../texts/commands/server.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** `nearside-server events status`: where entries of the security log are sent, and how far each place is. */
export async function eventsStatusCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { consumers } = await askServer(dataFolder, shellApi.eventsStatus, {});
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  if (consumers.length === 0) terminal.say(serverTexts.events.nowhere);
  for (const { name, newest, reached, waiting, oldest, next, sent, sent_at, tries, last_failure } of consumers) {
    const late = oldest === null ? null : secondsOf(now - oldest);
    terminal.out(serverTexts.events.reached({ name, reached, newest, waiting, late }));
    terminal.out(serverTexts.events.sentSoFar({ sent, ago: sent_at === null ? null : secondsOf(now - sent_at) }));
    if (last_failure === null) continue;
    const { at, said } = last_failure;
    const ago = secondsOf(now - at);
    terminal.out(
      tries > 0
        ? serverTexts.events.failing({ tries, next, ago, said })
        : serverTexts.events.lastFailure({ ago, said }),
    );
  }
}

/**
 * `nearside-server events test <consumer>` sends one made-up event by the running server.
 *
 * @throws CannotStart if it did not arrive
 */
export async function testEventsCommand(dataFolder: string, name: string, terminal: Terminal): Promise<void> {
  const consumer = EVENT_CONSUMERS.find((one) => one === name);
  if (consumer === undefined) throw new CannotStart(serverTexts.events.unknown({ name, consumers: EVENT_CONSUMERS }));
  const answer = await askServer(dataFolder, shellApi.testEvents, { consumer });
  if (answer.state === "not_configured")
    throw new CannotStart(serverTexts.events.notConfigured({ consumer: consumer.toUpperCase() }));
  if (answer.state === "failed") throw new CannotStart(serverTexts.events.notTaken({ said: answer.said }));
  terminal.say(serverTexts.events.sent({ consumer, id: answer.id }));
}

/**
 * `nearside-server events skip <entry>` has the webhook continue after an entry that it never takes.
 *
 * @throws CannotStart if that is no number
 */
export async function skipEntryCommand(dataFolder: string, typed: string, terminal: Terminal): Promise<void> {
  if (!/^[1-9][0-9]{0,14}$/.test(typed))
    throw new CannotStart(serverTexts.events.noNumber({ typed: JSON.stringify(typed) }));
  await askServer(dataFolder, shellApi.skipEntry, { entry: Number(typed) });
  terminal.say(serverTexts.events.passed({ entry: typed }));
}

function secondsOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
