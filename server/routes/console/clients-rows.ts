import {
  allowanceSchema,
  clientsQuerySchema,
  clientTicketSchema,
  registerClientSchema,
  replaceClientKeysSchema,
} from "@nearside/shared/api/console/clients.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
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

export const clientsRows = (ground: Ground, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/clients", "clients.read", clientsQuerySchema, listClientsRoute(ground)),
  read("/api/console/clients/configured", "clients.read", emptyBodySchema, configuredClientsRoute(ground)),
  read("/api/console/clients/:id", "clients.read", emptyBodySchema, viewClientRoute(ground)),
  change(
    "/api/console/clients",
    "clients.manage",
    registerClientSchema,
    registerClientRoute(ground),
    MAX_LISTING_CHANGE,
  ),
  change("/api/console/clients/:id/verify", "clients.manage", emptyBodySchema, verifyClientRoute(ground)),
  change(
    "/api/console/clients/:id/keys",
    "clients.manage",
    replaceClientKeysSchema,
    replaceClientKeysRoute(ground),
    MAX_LISTING_CHANGE,
  ),
  change(
    "/api/console/clients/:id/allowance",
    "clients.manage",
    allowanceSchema,
    allowanceRoute(ground),
    MAX_LISTING_CHANGE,
  ),
  change("/api/console/clients/:id/strike-off", "clients.manage", emptyBodySchema, strikeOffClientRoute(ground)),
  read("/api/console/client-tickets", "clients.read", emptyBodySchema, listClientTicketsRoute(ground)),
  change("/api/console/client-tickets/:id/revoke", "clients.manage", emptyBodySchema, revokeClientTicketRoute(ground)),
  change(
    "/api/console/client-tickets",
    "clients.manage",
    clientTicketSchema,
    clientTicketRoute(ground),
    MAX_LISTING_CHANGE,
  ),
];
