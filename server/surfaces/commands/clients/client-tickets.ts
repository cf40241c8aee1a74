import { clientTicketsApi, type UsableClientTicket } from "@nearside/shared/api/console/clients.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
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
    terminal.say("No ticket is left with which a client could be registered.");
    return;
  }
  terminal.out(tickets.map((ticket) => showTicket(ticket, now)).join("\n\n"));
  if (more) terminal.say("There are others, which are older.");
}

function showTicket(ticket: UsableClientTicket, now: number): string {
  const { id, kinds, scopes, resources, detail_types, uses_left, created_at, expires_at } = ticket;
  const what = kinds.map((kind) => (kind === "command_line" ? "command lines" : "APIs")).join(" and ");
  const lines = [
    ["scopes", scopes.map(shown).join(" ")],
    ["for", resources.map(shown).join(" ")],
    ["types", detail_types === null ? "" : detail_types.map(shown).join(" ") || "none"],
  ].filter(([, text]) => text !== "");
  return [
    `ticket ${id}`,
    `  registers ${what}, ${uses_left} more; made ${ago(now - created_at)}, ends in ${spanInWords((expires_at - now) / 1000)}`,
    ...lines.map(([name = "", text]) => `  ${name.padEnd(6)}  ${text}`),
  ].join("\n");
}

/** Runs `nearside-server client-tickets revoke <id>`. */
export async function revokeClientTicketCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  if (id.length > 128)
    throw new CannotStart("There is no such ticket to take back. A ticket's id is what the list shows.");
  await askServer(dataFolder, at(clientTicketsApi.revoke, id), {}).catch(
    saidAs({
      unknown:
        "There is no such ticket to take back. Run `nearside-server client-tickets` for those that can still be used.",
    }),
  );
  terminal.say(
    "The ticket was taken back: nobody registers anything with it. What was registered before stays: nearside-server clients",
  );
}
