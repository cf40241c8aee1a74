import { clientTicketsApi, type UsableClientTicket } from "@nearside/shared/api/console/clients.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { registerTexts } from "../../../texts/commands/register.ts";
import { askServer } from "../../shell/ask-server.ts";
import { saidAs } from "../../shell/server-refused.ts";
import { ago } from "../terminal/ago.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { shown } from "./show-clients.ts";

/** `nearside-server client-tickets` lists the tickets with which clients can still be registered. */
export async function listClientTicketsCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const { tickets, more } = await askServer(dataFolder, clientTicketsApi.list, {});
  if (tickets.length === 0) {
    terminal.say(registerTexts.tickets.none);
    return;
  }
  terminal.out(tickets.map((ticket) => showTicket(ticket, now)).join("\n\n"));
  if (more) terminal.say(registerTexts.tickets.more);
}

function showTicket(ticket: UsableClientTicket, now: number): string {
  const { id, kinds, scopes, resources, detail_types, uses_left, created_at, expires_at } = ticket;
  const what = kinds
    .map((kind) => (kind === "command_line" ? registerTexts.tickets.commandLines : "APIs"))
    .join(" and ");
  const lines = [
    ["scopes", scopes.map(shown).join(" ")],
    ["for", resources.map(shown).join(" ")],
    ["types", detail_types === null ? "" : detail_types.map(shown).join(" ") || "none"],
  ].filter(([, text]) => text !== "");
  return [
    registerTexts.tickets.id({ id }),
    registerTexts.tickets.about({
      what,
      left: uses_left,
      made: ago(now - created_at),
      ends: spanInWords((expires_at - now) / 1000),
    }),
    ...lines.map(([name = "", text]) => `  ${name.padEnd(6)}  ${text}`),
  ].join("\n");
}

/** Runs `nearside-server client-tickets revoke <id>`. */
export async function revokeClientTicketCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  if (id.length > 128) throw new CannotStart(registerTexts.tickets.noSuchId);
  await askServer(dataFolder, at(clientTicketsApi.revoke, id), {}).catch(
    saidAs({
      unknown: registerTexts.tickets.notUsable,
    }),
  );
  terminal.say(registerTexts.tickets.revoked);
}
