import { EVENT_CONSUMERS, shellApi } from "@nearside/shared/api/console/shell.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** `nearside-server events status`: where entries of the security log are sent, and how far each place is. */
export async function eventsStatusCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { consumers } = await askServer(dataFolder, shellApi.eventsStatus, {});
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  if (consumers.length === 0)
    terminal.say(
      "Events are sent nowhere. Set NEARSIDE_EVENTS_FILE, NEARSIDE_EVENTS_SYSLOG or NEARSIDE_EVENTS_WEBHOOK (docs/how-to/operate-events.md), and start the server again.",
    );
  for (const { name, newest, reached, waiting, oldest, next, sent, sent_at, tries, last_failure } of consumers) {
    const late = oldest === null ? "" : `, the oldest for ${secondsOf(now - oldest)}`;
    terminal.out(`${name}: has event ${reached} of ${newest}; ${waiting} wait${late}`);
    terminal.out(`  sent ${sent} in all${sent_at === null ? "" : `, the last ${secondsOf(now - sent_at)} ago`}`);
    if (last_failure !== null)
      terminal.out(
        `  ${tries > 0 ? `failing since ${tries} tries at event ${next}` : "last failure"}, ${secondsOf(now - last_failure.at)} ago: ${last_failure.said}`,
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
  if (consumer === undefined)
    throw new CannotStart(`There is no consumer ${JSON.stringify(name)}. Name one of ${EVENT_CONSUMERS.join(", ")}.`);
  const answer = await askServer(dataFolder, shellApi.testEvents, { consumer });
  if (answer.state === "not_configured")
    throw new CannotStart(
      `The server sends no events there. Set NEARSIDE_EVENTS_${consumer.toUpperCase()} (docs/how-to/operate-events.md), and start it again.`,
    );
  if (answer.state === "failed")
    throw new CannotStart(
      `The event was not taken: ${answer.said}. Mend that, and try again. Nothing is lost meanwhile.`,
    );
  terminal.say(`Sent: ${consumer} took the event ${answer.id}. Look whether it arrived.`);
}

/**
 * `nearside-server events pass-by <entry>` has the webhook go on behind an entry that it never takes.
 *
 * @throws CannotStart if that is no number
 */
export async function passEventByCommand(dataFolder: string, typed: string, terminal: Terminal): Promise<void> {
  if (!/^[1-9][0-9]{0,14}$/.test(typed))
    throw new CannotStart(
      `${JSON.stringify(typed)} is no number of an entry. \`nearside-server events status\` says at which one the webhook fails.`,
    );
  await askServer(dataFolder, shellApi.passEventBy, { entry: Number(typed) });
  terminal.say(
    `The webhook goes on behind entry ${typed}, which it does not get. The log says so. Where the entry matters, bring it there by hand: the console's log has it.`,
  );
}

function secondsOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
