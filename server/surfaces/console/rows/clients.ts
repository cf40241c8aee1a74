import { clientsApi, clientTicketsApi } from "@nearside/shared/api/console/clients.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import * as v from "valibot";
import type { Actor } from "../../../platform/audit/actor.ts";
import { detailTypeSchema, resourceSchema, scopeSchema } from "../../../platform/config/clients/scope-and-resource.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import { HttpError } from "../../../platform/http/http-error.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { changeAllowance } from "../../../protocol/clients/change-allowance.ts";
import { makeClientTicket } from "../../../protocol/clients/client-tickets.ts";
import { configuredClients, listClients, viewClient } from "../../../protocol/clients/list-clients.ts";
import { removeClient, verify } from "../../../protocol/clients/manage-client.ts";
import { registerAs } from "../../../protocol/clients/register-client.ts";
import { replaceClientKeys } from "../../../protocol/clients/replace-client-keys.ts";
import { endClientTicket, usableClientTickets } from "../../../protocol/clients/usable-client-tickets.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

export const clientRows = (
  services: WithClock & WithConfig & WithDb & WithRandom & WithReads,
  { serve }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(clientsApi.list, (_call, query) => listClients(services.reads, query)),
  serve(clientsApi.configured, async () => ({ clients: await configuredClients(services) })),
  serve(clientsApi.view, async ({ id }) => {
    const client = await viewClient({ ...services, db: services.reads }, id, services.clock());
    if (client === undefined) throw new ConsoleError("unknown");
    return client;
  }),
  serve(clientsApi.register, async ({ by }, { metadata }) => {
    const registered = await asConsole(by, () => registerAs(services, metadata, by));
    return { id: registered.client_id, registered };
  }),
  serve(clientsApi.verify, async ({ id, by }) => {
    await asConsole(by, () => verify(services, id, by));
    return {};
  }),
  serve(clientsApi.replaceKeys, async ({ id, by }, { jwks }) => {
    await asConsole(by, () => replaceClientKeys(services, id, jwks, by));
    return {};
  }),
  serve(clientsApi.changeAllowance, async ({ id, by }, change) => {
    if (change.how === "allow") {
      demandEach("scopes", scopeSchema, change.scopes);
      demandEach("resources", resourceSchema, change.resources);
    }
    if (change.scopes.length + change.resources.length === 0)
      throw wrongField("resources", consoleTexts.clients.addressOrScope);
    await asConsole(by, () => changeAllowance(services, id, change, by));
    return {};
  }),
  serve(clientsApi.remove, async ({ id, by }) => {
    await asConsole(by, () => removeClient(services, id, by));
    return {};
  }),
];

/** These rows serve client tickets, with which somebody else registers clients (RFC 7591 §3). */
export const clientTicketRows = (
  services: WithClock & WithConfig & WithDb & WithRandom,
  { serve }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(clientTicketsApi.list, () => usableClientTickets(services)),
  serve(clientTicketsApi.make, async ({ by }, { kinds, scopes, resources, detail_types, uses, hours }) => {
    demandEach("scopes", scopeSchema, scopes);
    demandEach("resources", resourceSchema, resources);
    demandEach("detail_types", detailTypeSchema, detail_types ?? []);
    if (kinds.includes("resource_server") && resources.length === 0)
      throw wrongField("resources", consoleTexts.clients.audiences);
    const request = { allows: { kinds, scopes, resources, detailTypes: detail_types }, uses, life: hours * 3600 };
    const { ticket, expiresAt } = await makeClientTicket(services, request, by);
    const registration_endpoint = `${services.config.issuer}${ENDPOINTS.registration_endpoint}`;
    return { ticket, registration_endpoint, expires_at: expiresAt };
  }),
  serve(clientTicketsApi.revoke, async ({ id, by }) => {
    if (!(await endClientTicket(services, id, by))) throw new ConsoleError("unknown");
    return {};
  }),
];

function demandEach(field: string, schema: v.GenericSchema<unknown, string>, texts: readonly string[]): void {
  for (const text of texts) {
    const parsed = v.safeParse(schema, text);
    if (!parsed.success) throw wrongField(field, consoleTexts.clients.each({ problem: parsed.issues[0].message }));
  }
}

/** Answers an error of RFC 7591 as one of the console, beside the field that it is about. The server's own shell prints it as it is. */
async function asConsole<T>(by: Actor, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (by.kind === "server_shell") throw error;
    if (error instanceof OauthError) throw wrongField(error.field ?? "", sentence(error.description));
    if (error instanceof HttpError && error.code === "not_found") throw new ConsoleError("unknown");
    if (error instanceof HttpError && error.code === "invalid_request")
      throw new ConsoleError("conflict", { description: error.description });
    throw error;
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
