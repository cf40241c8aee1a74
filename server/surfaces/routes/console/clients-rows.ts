import {
  allowanceSchema,
  clientsQuerySchema,
  clientTicketSchema,
  registerClientSchema,
  replaceClientKeysSchema,
} from "@nearside/shared/api/console/clients.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import {
  allowanceRoute,
  clientTicketRoute,
  configuredClientsRoute,
  listClientsRoute,
  listClientTicketsRoute,
  registerClientRoute,
  replaceClientKeysRoute,
  revokeClientTicketRoute,
  strikeOffClientRoute,
  verifyClientRoute,
  viewClientRoute,
} from "./clients.ts";

export const clientsRows = (
  services: WithClock & WithConfig & WithDb & WithRandom,
  { read, change }: ConsoleRows,
): readonly ConsoleRoute[] => [
  read("/api/console/clients", "clients.read", clientsQuerySchema, listClientsRoute(services)),
  read("/api/console/clients/configured", "clients.read", emptyBodySchema, configuredClientsRoute(services)),
  read("/api/console/clients/:id", "clients.read", emptyBodySchema, viewClientRoute(services)),
  change(
    "/api/console/clients",
    "clients.manage",
    registerClientSchema,
    registerClientRoute(services),
    MAX_LISTING_CHANGE,
  ),
  change("/api/console/clients/:id/verify", "clients.manage", emptyBodySchema, verifyClientRoute(services)),
  change(
    "/api/console/clients/:id/keys",
    "clients.manage",
    replaceClientKeysSchema,
    replaceClientKeysRoute(services),
    MAX_LISTING_CHANGE,
  ),
  change(
    "/api/console/clients/:id/allowance",
    "clients.manage",
    allowanceSchema,
    allowanceRoute(services),
    MAX_LISTING_CHANGE,
  ),
  change("/api/console/clients/:id/strike-off", "clients.manage", emptyBodySchema, strikeOffClientRoute(services)),
  read("/api/console/client-tickets", "clients.read", emptyBodySchema, listClientTicketsRoute(services)),
  change(
    "/api/console/client-tickets/:id/revoke",
    "clients.manage",
    emptyBodySchema,
    revokeClientTicketRoute(services),
  ),
  change(
    "/api/console/client-tickets",
    "clients.manage",
    clientTicketSchema,
    clientTicketRoute(services),
    MAX_LISTING_CHANGE,
  ),
];
