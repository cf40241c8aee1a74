import type {
  AllowanceChange,
  ClientsQuery,
  ClientTicketAsked,
  clientMadeSchema,
  clientTicketAnswerSchema,
  configuredClientsAnswerSchema,
} from "@nearside/shared/api/console/clients.ts";
import * as v from "valibot";
import { changeAllowance } from "../../clients/change-allowance.ts";
import { makeClientTicket } from "../../clients/client-tickets.ts";
import { configuredClients, listClients, viewClient } from "../../clients/list-clients.ts";
import { strikeOff, verify } from "../../clients/manage-client.ts";
import { registerAs } from "../../clients/register-client.ts";
import { replaceClientKeys } from "../../clients/replace-client-keys.ts";
import { detailTypeSchema, resourceSchema, scopeSchema } from "../../clients/scope-and-resource.ts";
import { endClientTicket, usableClientTickets } from "../../clients/usable-client-tickets.ts";
import { ConsoleError, wrongField } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { HttpError } from "../../http/http-error.ts";
import { OauthError } from "../../oauth/oauth-error.ts";

/** GET /api/console/clients. */
export const listClientsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: ClientsQuery) =>
    c.json(await listClients(ground.db, query));

/** GET /api/console/clients/configured. */
export const configuredClientsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) =>
    c.json({ clients: [...(await configuredClients(ground))] } satisfies v.InferOutput<
      typeof configuredClientsAnswerSchema
    >);

/** GET /api/console/clients/:id. */
export const viewClientRoute =
  (ground: Ground) =>
  async ({ c, id }: ConsoleCall) => {
    const client = await viewClient(ground, id, ground.clock());
    if (client === undefined) throw new ConsoleError("unknown");
    return c.json(client);
  };

/** POST /api/console/clients. */
export const registerClientRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { metadata }: { readonly metadata: unknown }) => {
    const { client_id: id } = await asConsole(() => registerAs(ground, metadata, by));
    return c.json({ id } satisfies v.InferOutput<typeof clientMadeSchema>);
  };

/** POST /api/console/clients/:id/verify. */
export const verifyClientRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall) => {
    await asConsole(() => verify(ground, id, by));
    return c.json({});
  };

/** POST /api/console/clients/:id/keys. */
export const replaceClientKeysRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall, { jwks }: { readonly jwks: unknown }) => {
    await asConsole(() => replaceClientKeys(ground, id, jwks, by));
    return c.json({});
  };

/** POST /api/console/clients/:id/allowance. */
export const allowanceRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall, change: AllowanceChange) => {
    demandEach("scopes", scopeSchema, change.scopes);
    demandEach("resources", resourceSchema, change.resources);
    if (change.scopes.length + change.resources.length === 0)
      throw wrongField("resources", "Give the address of an API, or a scope.");
    await asConsole(() => changeAllowance(ground, id, change, by));
    return c.json({});
  };

/** POST /api/console/clients/:id/strike-off. */
export const strikeOffClientRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall) => {
    await asConsole(() => strikeOff(ground, id, by));
    return c.json({});
  };

/** POST /api/console/client-tickets. */
export const clientTicketRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { kinds, scopes, resources, detail_types, uses, hours }: ClientTicketAsked) => {
    demandEach("scopes", scopeSchema, scopes);
    demandEach("resources", resourceSchema, resources);
    demandEach("detail_types", detailTypeSchema, detail_types ?? []);
    if (kinds.includes("resource_server") && resources.length === 0)
      throw wrongField("resources", "Name the audiences that an API may answer for.");
    const asked = { allows: { kinds, scopes, resources, detailTypes: detail_types }, uses, life: hours * 3600 };
    const { ticket, expiresAt } = await makeClientTicket(ground, asked, by);
    const registration_endpoint = `${ground.config.issuer}/oauth/register`;
    return c.json({ ticket, registration_endpoint, expires_at: expiresAt } satisfies v.InferOutput<
      typeof clientTicketAnswerSchema
    >);
  };

/** GET /api/console/client-tickets. */
export const listClientTicketsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) =>
    c.json(await usableClientTickets(ground));

/** POST /api/console/client-tickets/:id/revoke. */
export const revokeClientTicketRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall) => {
    if (!(await endClientTicket(ground, id, by))) throw new ConsoleError("unknown");
    return c.json({});
  };

function demandEach(field: string, schema: v.GenericSchema<unknown, string>, texts: readonly string[]): void {
  for (const text of texts) {
    const parsed = v.safeParse(schema, text);
    if (!parsed.success) throw wrongField(field, `Each ${parsed.issues[0].message}.`);
  }
}

/** A refusal of RFC 7591 begins with the member that it is about: it stands beside that field. */
async function asConsole<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OauthError) {
      const [field = ""] = /^(?:Each of )?(nearside_exchange\.[a-z]+|[a-z_]+)/.exec(error.description)?.slice(1) ?? [];
      throw wrongField(field, sentence(error.description));
    }
    if (error instanceof HttpError && error.code === "not_found") throw new ConsoleError("unknown");
    if (error instanceof HttpError && error.code === "invalid_request")
      throw new ConsoleError("conflict", { description: error.description });
    throw error;
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
