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
import { registerTexts } from "../../../texts/commands/register.ts";
import { consoleTexts } from "../../../texts/console.ts";
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
      ? registerTexts.clients.addedCommandLine({ name: shown(client_name), id: client_id })
      : registerTexts.clients.addedApi({ name: shown(client_name), id: client_id }),
  );
}

function metadataOf({ file, name, byRedirect, tokenLife, loginLife, ...lists }: AddClientOptions): {
  readonly [member: string]: unknown;
} {
  const { scope, resource, detailType, redirectUri, executable } = lists;
  const byOptions =
    [name, byRedirect, tokenLife, loginLife].some((one) => one !== undefined) ||
    Object.values(lists).some(({ length }) => length > 0);
  if (file !== undefined && byOptions) throw new CannotStart(registerTexts.clients.fileAndOptions);
  if (file !== undefined) return readJsonFile(file, registerTexts.clients.nothingRegistered);
  if (byRedirect !== true && executable.length > 0) throw new CannotStart(registerTexts.clients.executable);
  if (name === undefined) throw new CannotStart(registerTexts.clients.say);
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
      ...(tokenLife === undefined
        ? {}
        : { access_token: secondsIn("--token-life", tokenLife, registerTexts.clients.tokenLife) }),
      ...(loginLife === undefined
        ? {}
        : { refresh_token: secondsIn("--login-life", loginLife, registerTexts.clients.loginLife) }),
    },
  };
}

function secondsIn(option: string, text: string, bounds: string): number {
  const seconds = typedSpan(text);
  if (Number.isNaN(seconds)) throw new CannotStart(registerTexts.clients.span({ option, bounds }));
  return seconds;
}

/** Runs `nearside-server clients verify <id>`. */
export async function verifyClientCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, at(clientsApi.verify, bounded(id)), {});
  const { name } = (await viewed(dataFolder, id)).client;
  terminal.say(registerTexts.clients.verified({ name: shown(name) }));
}

/** `nearside-server clients keys <id> --file …` replaces the keys, and writes the thumbprints of the new ones to stdout. */
export async function replaceClientKeysCommand(
  dataFolder: string,
  { id, file }: { readonly id: string; readonly file: string },
  terminal: Terminal,
): Promise<void> {
  const change = { jwks: readJsonFile(file, registerTexts.clients.nothingChanged) };
  await askServer(dataFolder, at(clientsApi.replaceKeys, bounded(id)), change);
  const { client, keys } = await viewed(dataFolder, id);
  terminal.out(keys.join("\n"));
  terminal.say(registerTexts.clients.keysReplaced({ name: shown(client.name), keys: keys.length }));
}

const atMost = <One extends v.GenericSchema<string>>(one: One, most: number) =>
  v.pipe(v.array(one), v.maxLength(most, registerTexts.tooMany({ most })));

/**
 * Reads the options as strictly as the server reads them, so that the error names the option that is wrong. What is stored may be taken
 * back in any form.
 */
const askedAllowanceSchema = v.variant("how", [
  v.strictObject({
    how: v.literal("allow"),
    scopes: atMost(scopeSchema, MOST_ALLOWED_SCOPES),
    resources: atMost(resourceSchema, MOST_ALLOWED_RESOURCES),
  }),
  v.strictObject({
    how: v.literal("disallow"),
    scopes: atMost(v.string(), MOST_ALLOWED_SCOPES),
    resources: atMost(v.string(), MOST_ALLOWED_RESOURCES),
  }),
]);

/**
 * `nearside-server clients allow <id>` and `clients disallow <id>` write everything that the client may request from now on to
 * stdout.
 */
export async function changeAllowanceCommand(
  dataFolder: string,
  { id, how, scope, resource }: AllowanceOptions & { readonly id: string; readonly how: "allow" | "disallow" },
  terminal: Terminal,
): Promise<void> {
  if (scope.length + resource.length === 0) throw new CannotStart(registerTexts.clients.sayApi);
  const body = v.safeParse(askedAllowanceSchema, { how, scopes: scope, resources: resource });
  if (!body.success) throw new CannotStart(registerTexts.clients.wrongOption({ problem: wrongOption(body.issues[0]) }));
  await askServer(dataFolder, at(clientsApi.changeAllowance, bounded(id)), body.output);
  const { client, allowed } = await viewed(dataFolder, id);
  const answer = { name: client.name, scopes: allowed?.scopes ?? [], resources: allowed?.resources ?? [] };
  const listed = (texts: readonly string[]): string => (texts.length === 0 ? "none" : texts.map(shown).join(" "));
  terminal.out(registerTexts.clients.allowance({ scopes: listed(answer.scopes), resources: listed(answer.resources) }));
  terminal.say(
    how === "allow"
      ? registerTexts.clients.allowed({ name: shown(answer.name), command: loginFor(resource, scope) })
      : registerTexts.clients.disallowed({ name: shown(answer.name) }),
  );
}

function wrongOption({ path, message }: v.BaseIssue<unknown>): string {
  const option = path?.[0]?.key === "scopes" ? "--scope" : "--resource";
  return registerTexts.clients.option({ option, message });
}

const loginFor = (resource: readonly string[], scope: readonly string[]): string =>
  [
    "nearside login",
    ...resource.map((one) => `--resource ${shown(one)}`),
    ...(scope.length === 0 ? [] : [`--scope "${shown(scope.join(" "))}"`]),
  ].join(" ");

/** Runs `nearside-server clients remove <id>`. */
export async function removeClientCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  await askServer(dataFolder, at(clientsApi.remove, bounded(id)), {});
  const { name } = (await viewed(dataFolder, id)).client;
  terminal.say(registerTexts.clients.removed({ name: shown(name) }));
}

/** Reads the client as it is after a change. */
const viewed = (dataFolder: string, id: string) => askServer(dataFolder, at(clientsApi.view, id), {});

function bounded(id: string): string {
  if (id.length > 128) throw new CannotStart(consoleTexts.clients.unknown);
  return id;
}
