import type {
  AllowanceChange,
  ClientsQuery,
  ClientTicketAsked,
  clientMadeSchema,
  clientTicketAnswerSchema,
  configuredClientsAnswerSchema,
} from "@nearside/shared/api/console/clients.ts";
import * as v from "valibot";
import { detailTypeSchema, resourceSchema, scopeSchema } from "../../../platform/config/clients/scope-and-resource.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import { HttpError } from "../../../platform/http/http-error.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { changeAllowance } from "../../../protocol/clients/change-allowance.ts";
import { makeClientTicket } from "../../../protocol/clients/client-tickets.ts";
import { configuredClients, listClients, viewClient } from "../../../protocol/clients/list-clients.ts";
import { strikeOff, verify } from "../../../protocol/clients/manage-client.ts";
import { registerAs } from "../../../protocol/clients/register-client.ts";
import { replaceClientKeys } from "../../../protocol/clients/replace-client-keys.ts";
import { endClientTicket, usableClientTickets } from "../../../protocol/clients/usable-client-tickets.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";

/** GET /api/console/clients. */
export const listClientsRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall, query: ClientsQuery) =>
    c.json(await listClients(services.db, query));

/** GET /api/console/clients/configured. */
export const configuredClientsRoute =
  (services: WithConfig & WithDb) =>
  async ({ c }: ConsoleCall) =>
    c.json({ clients: [...(await configuredClients(services))] } satisfies v.InferOutput<
      typeof configuredClientsAnswerSchema
    >);

/** GET /api/console/clients/:id. */
export const viewClientRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async ({ c, id }: ConsoleCall) => {
    const client = await viewClient(services, id, services.clock());
    if (client === undefined) throw new ConsoleError("unknown");
    return c.json(client);
  };

/** POST /api/console/clients. */
export const registerClientRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, { metadata }: { readonly metadata: unknown }) => {
    const { client_id: id } = await asConsole(() => registerAs(services, metadata, by));
    return c.json({ id } satisfies v.InferOutput<typeof clientMadeSchema>);
  };

/** POST /api/console/clients/:id/verify. */
export const verifyClientRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async ({ c, id, by }: ChangingCall) => {
    await asConsole(() => verify(services, id, by));
    return c.json({});
  };

/** POST /api/console/clients/:id/keys. */
export const replaceClientKeysRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async ({ c, id, by }: ChangingCall, { jwks }: { readonly jwks: unknown }) => {
    await asConsole(() => replaceClientKeys(services, id, jwks, by));
    return c.json({});
  };

/** POST /api/console/clients/:id/allowance. */
export const allowanceRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async ({ c, id, by }: ChangingCall, change: AllowanceChange) => {
    demandEach("scopes", scopeSchema, change.scopes);
    demandEach("resources", resourceSchema, change.resources);
    if (change.scopes.length + change.resources.length === 0)
      throw wrongField("resources", "Give the address of an API, or a scope.");
    await asConsole(() => changeAllowance(services, id, change, by));
    return c.json({});
  };

/** POST /api/console/clients/:id/strike-off. */
export const strikeOffClientRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async ({ c, id, by }: ChangingCall) => {
    await asConsole(() => strikeOff(services, id, by));
    return c.json({});
  };

/** POST /api/console/client-tickets. */
export const clientTicketRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, { kinds, scopes, resources, detail_types, uses, hours }: ClientTicketAsked) => {
    demandEach("scopes", scopeSchema, scopes);
    demandEach("resources", resourceSchema, resources);
    demandEach("detail_types", detailTypeSchema, detail_types ?? []);
    if (kinds.includes("resource_server") && resources.length === 0)
      throw wrongField("resources", "Name the audiences that an API may answer for.");
    const asked = { allows: { kinds, scopes, resources, detailTypes: detail_types }, uses, life: hours * 3600 };
    const { ticket, expiresAt } = await makeClientTicket(services, asked, by);
    const registration_endpoint = `${services.config.issuer}/oauth/register`;
    return c.json({ ticket, registration_endpoint, expires_at: expiresAt } satisfies v.InferOutput<
      typeof clientTicketAnswerSchema
    >);
  };

/** GET /api/console/client-tickets. */
export const listClientTicketsRoute =
  (services: WithClock & WithDb) =>
  async ({ c }: ConsoleCall) =>
    c.json(await usableClientTickets(services));

/** POST /api/console/client-tickets/:id/revoke. */
export const revokeClientTicketRoute =
  (services: WithClock & WithDb) =>
  async ({ c, id, by }: ChangingCall) => {
    if (!(await endClientTicket(services, id, by))) throw new ConsoleError("unknown");
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
