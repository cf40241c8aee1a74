import type { ClientAnswer, ClientRow } from "@nearside/shared/api/console/clients.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { registerTexts } from "../../../texts/commands/register.ts";

// The people who registered a client wrote part of this, so it is neutralised for the terminal (threat B7).

const MAX_SHOWN = 120;

export const shown = (text: string): string => neutralise(text, MAX_SHOWN);

/** Describes every client with what it may request. */
export const showClients = (clients: readonly ClientAnswer[]): string => clients.map(showOne).join("\n\n");

function showOne(answer: ClientAnswer): string {
  const { client, detail_types, redirect_uris, executables, exchange } = answer;
  const lines = [
    ["what", client.kind === "command_line" ? registerTexts.show.commandLine({ verified: verified(client) }) : "API"],
    ["scopes", listOf(client.scopes)],
    [client.kind === "command_line" ? "for" : "is", listOf(client.resources)],
    ["types", detail_types === null ? "" : listOf(detail_types) || "none"],
    ["back", listOf(redirect_uris)],
    ["waits", executables === null ? "" : listOf(executables) || registerTexts.show.anyProgram],
    ["acts", actsAt(exchange)],
    ["lasts", lifeOf(answer)],
    ["since", since(client)],
  ].filter(([, text]) => text !== "");
  const removed = client.state === "revoked" ? registerTexts.show.removed : "";
  return [
    `${shown(client.id)}  ${shown(client.name)}${removed}`,
    ...lines.map(([name = "", text]) => `  ${name.padEnd(6)}  ${text}`),
  ].join("\n");
}

const verified = (client: ClientRow): string =>
  client.verified ? registerTexts.show.verified : registerTexts.show.notVerified;

const actsAt = ({ resources, scopes }: ClientAnswer["exchange"]): string =>
  resources.length === 0 ? "" : registerTexts.show.acts({ resources: listOf(resources), scopes: listOf(scopes) });

const lifeOf = ({ access_token_seconds: token, refresh_token_seconds: login }: ClientAnswer): string =>
  token === null || login === null
    ? ""
    : registerTexts.show.lives({ token: spanInWords(token), login: spanInWords(login) });

const listOf = (all: readonly string[]): string => all.map(shown).join(" ");

const REGISTERED = {
  client_ticket: registerTexts.show.byTicket,
  server_shell: registerTexts.show.atShell,
  console: registerTexts.show.inConsole,
  description: registerTexts.show.byDescription,
};

function since({ source, registered_at, by }: ClientRow): string {
  if (source === "built_in") return registerTexts.show.builtIn;
  if (source === "file" || registered_at === null) return registerTexts.show.configured;
  const time = new Date(registered_at).toISOString().slice(0, 16).replace("T", " ");
  return (by === null ? registerTexts.show.at : REGISTERED[by])({ at: time });
}
