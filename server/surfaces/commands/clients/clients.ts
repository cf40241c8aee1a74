import {
  type ClientAnswer,
  type ClientRow,
  clientsApi,
  MOST_ALLOWED_RESOURCES,
  MOST_ALLOWED_SCOPES,
} from "@nearside/shared/api/console/clients.ts";
import { type ListAnswer, MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { resourceSchema, scopeSchema } from "../../../platform/config/clients/scope-and-resource.ts";
import { askServer } from "../../shell/ask-server.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { typedSpan } from "../terminal/typed-span.ts";
import { readJsonFile } from "./json-file.ts";
import { showClients, shown } from "./show-clients.ts";

/** `nearside-server clients` lists every client. */
export async function listClientsCommand(dataFolder: string, terminal: Terminal): Promise<void> {
  const { clients: configured } = await askServer(dataFolder, clientsApi.configured, {});
  const clients: ClientAnswer[] = [];
  for (const { id } of [...configured, ...(await registeredClients(dataFolder))])
    clients.push(await viewed(dataFolder, id));
  terminal.out(showClients(clients));
}

/** Reads the registered clients page after page, the oldest first. */
async function registeredClients(dataFolder: string): Promise<readonly ClientRow[]> {
  const clients: ClientRow[] = [];
  let after: string | undefined;
  do {
    const view = { sort: "created_at", limit: String(MOST_ROWS), after } as const;
    const page: ListAnswer<ClientRow> = await askServer(dataFolder, clientsApi.list, view);
    clients.push(...page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return clients;
}

/** The options as the administrator typed them. */
export interface AddClientOptions {
  /** A file with metadata of RFC 7591 §2; without it, the other options give everything. */
  readonly file?: string;
  readonly name?: string;
  readonly scope: readonly string[];
  readonly resource: readonly string[];
  readonly detailType: readonly string[];
  readonly redirectUri: readonly string[];
  /** True if it logs in by a redirect. */
  readonly byRedirect?: true;
  readonly executable: readonly string[];
  readonly tokenLife?: string;
  readonly loginLife?: string;
}

/** The options as the administrator typed them. */
export interface AllowanceOptions {
  readonly scope: readonly string[];
  readonly resource: readonly string[];
}

/** `nearside-server clients add` writes the registered client to stdout, as JSON. */
export async function addClientCommand(
  dataFolder: string,
  options: AddClientOptions,
  terminal: Terminal,
): Promise<void> {
  const metadata = metadataOf(options);
  const { registered } = await askServer(dataFolder, clientsApi.register, { metadata });
  terminal.out(JSON.stringify(registered, undefined, 2));
  const { client_id, client_name, token_endpoint_auth_method: method } = registered;
  terminal.say(
    method === "none"
      ? `${shown(client_name)} may ask for logins as ${client_id}. Approvals show it as not verified until you run: nearside-server clients verify ${client_id}`
      : `${shown(client_name)} may ask as ${client_id}, and proves it by its key.`,
  );
}

function metadataOf({ file, name, byRedirect, tokenLife, loginLife, ...lists }: AddClientOptions): {
  readonly [member: string]: unknown;
} {
  const { scope, resource, detailType, redirectUri, executable } = lists;
  const byOptions =
    [name, byRedirect, tokenLife, loginLife].some((one) => one !== undefined) ||
    Object.values(lists).some(({ length }) => length > 0);
  if (file !== undefined && byOptions)
    throw new CannotStart("With --file the file says everything: leave the other options out. Nothing was registered.");
  if (file !== undefined) return readJsonFile(file, "Nothing was registered.");
  if (byRedirect !== true && executable.length > 0)
    throw new CannotStart("--executable goes with --by-redirect. Nothing was registered.");
  if (name === undefined)
    throw new CannotStart(
      'Say which client: --name "Acme deploy" --scope read, or --file metadata.json (RFC 7591) for an API with its keys. Nothing was registered.',
    );
  return {
    client_name: name,
    token_endpoint_auth_method: "none",
    redirect_uris: redirectUri,
    ...(byRedirect === true
      ? { grant_types: ["authorization_code"], response_types: ["code"], nearside_executables: executable }
      : {}),
    ...(scope.length === 0 ? {} : { scope: scope.join(" ") }),
    ...(detailType.length === 0 ? {} : { authorization_details_types: detailType }),
    nearside_resources: resource,
    nearside_lifetimes: {
      ...(tokenLife === undefined ? {} : { access_token: secondsIn("--token-life", tokenLife, "1m to 1h") }),
      ...(loginLife === undefined ? {} : { refresh_token: secondsIn("--login-life", loginLife, "5m to 365d") }),
    },
  };
}

function secondsIn(option: string, text: string, bounds: string): number {
  const seconds = typedSpan(text);
  if (Number.isNaN(seconds))
    throw new CannotStart(`${option} takes a time such as 15m, 12h or 30d, from ${bounds}. Nothing was registered.`);
  return seconds;
}

/** Runs `nearside-server clients verify <id>`. */
export async function verifyClientCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, at(clientsApi.verify, bounded(id)), {});
  const { name } = (await viewed(dataFolder, id)).client;
  terminal.say(`Approvals show ${shown(name)} as verified from now on.`);
}

/** `nearside-server clients keys <id> --file …` replaces the keys, and writes the thumbprints of the new ones to stdout. */
export async function replaceClientKeysCommand(
  dataFolder: string,
  { id, file }: { readonly id: string; readonly file: string },
  terminal: Terminal,
): Promise<void> {
  const change = { jwks: readJsonFile(file, "Nothing was changed.") };
  await askServer(dataFolder, at(clientsApi.replaceKeys, bounded(id)), change);
  const { client, keys } = await viewed(dataFolder, id);
  terminal.out(keys.join("\n"));
  terminal.say(
    `${shown(client.name)} proves itself by ${keys.length === 1 ? "that key" : `those ${keys.length} keys`} from now on, and by no other.`,
  );
}

/** Reads the options as strictly as the server reads them, so that the error names the option that is wrong. */
const askedAllowanceSchema = v.strictObject({
  how: v.picklist(["allow", "take_back"]),
  scopes: v.pipe(
    v.array(scopeSchema),
    v.maxLength(MOST_ALLOWED_SCOPES, `must not be more than ${MOST_ALLOWED_SCOPES}`),
  ),
  resources: v.pipe(
    v.array(resourceSchema),
    v.maxLength(MOST_ALLOWED_RESOURCES, `must not be more than ${MOST_ALLOWED_RESOURCES}`),
  ),
});

/**
 * `nearside-server clients allow <id>` and `clients take-back <id>` write everything that the client may request from now on to
 * stdout.
 */
export async function changeAllowanceCommand(
  dataFolder: string,
  { id, how, scope, resource }: AllowanceOptions & { readonly id: string; readonly how: "allow" | "take_back" },
  terminal: Terminal,
): Promise<void> {
  if (scope.length + resource.length === 0)
    throw new CannotStart(
      "Say which API: --resource https://api.example.com, and what it may be asked for: --scope read. Nothing was changed.",
    );
  const body = v.safeParse(askedAllowanceSchema, { how, scopes: scope, resources: resource });
  if (!body.success) throw new CannotStart(`${wrongOption(body.issues[0])} Nothing was changed.`);
  await askServer(dataFolder, at(clientsApi.changeAllowance, bounded(id)), body.output);
  const { client, allowed } = await viewed(dataFolder, id);
  const answer = { name: client.name, scopes: allowed?.scopes ?? [], resources: allowed?.resources ?? [] };
  const listed = (texts: readonly string[]): string => (texts.length === 0 ? "none" : texts.map(shown).join(" "));
  terminal.out(`scopes  ${listed(answer.scopes)}\nfor     ${listed(answer.resources)}`);
  terminal.say(
    how === "allow"
      ? `${shown(answer.name)} may ask for that from now on, such as by: ${loginFor(resource, scope)}`
      : `${shown(answer.name)} may not ask for that any more. Logins that have it keep it until they end.`,
  );
}

function wrongOption({ path, message }: v.BaseIssue<unknown>): string {
  const option = path?.[0]?.key === "scopes" ? "--scope" : "--resource";
  return `${option} ${message}.`;
}

const loginFor = (resource: readonly string[], scope: readonly string[]): string =>
  [
    "nearside login",
    ...resource.map((one) => `--resource ${shown(one)}`),
    ...(scope.length === 0 ? [] : [`--scope "${shown(scope.join(" "))}"`]),
  ].join(" ");

/** Runs `nearside-server clients remove <id>`. */
export async function removeClientCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, at(clientsApi.strikeOff, bounded(id)), {});
  const { name } = (await viewed(dataFolder, id)).client;
  terminal.say(
    `${shown(name)} was struck off: it gets no login, no approval, no token and no refresh any more. The tokens that it has count no more either: an API that reads the status list, as @nearside/resource does, refuses them within half a minute, one that asks this server at its next question, and any other when they run out.`,
  );
}

/** Reads the client as it is after a change. */
const viewed = (dataFolder: string, id: string) => askServer(dataFolder, at(clientsApi.view, id), {});

function bounded(id: string): string {
  if (id.length > 128) throw new CannotStart("There is no client of that id.");
  return id;
}
