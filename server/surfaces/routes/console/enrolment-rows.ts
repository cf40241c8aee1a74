import {
  askAgainChangeSchema,
  confirmChangeSchema,
  declineChangeSchema,
  enrolmentsQuerySchema,
  waitingQuerySchema,
} from "@nearside/shared/api/console/enrolments.ts";
import {
  freeTicketChangeSchema,
  makeTicketsChangeSchema,
  revokeTicketChangeSchema,
  ticketsQuerySchema,
} from "@nearside/shared/api/console/tickets.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { type ConsoleRoute, type ConsoleRows, MAX_LISTING_CHANGE } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import {
  askAgainRoute,
  confirmEnrolmentRoute,
  declineEnrolmentRoute,
  exportEnrolmentsRoute,
  listEnrolmentsRoute,
  listWaitingRoute,
  viewEnrolmentRoute,
} from "./enrolments.ts";
import {
  exportTicketsRoute,
  freeTicketRoute,
  listTicketsRoute,
  makeTicketsRoute,
  revokeTicketRoute,
} from "./tickets.ts";

const ENROLMENTS = "/api/console/enrolments";
const TICKETS = "/api/console/tickets";

/** Tickets, and what waits for the six words (protocol §3). */
export const enrolmentRows = (services: Services, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(ENROLMENTS, "enrolments.read", enrolmentsQuerySchema, listEnrolmentsRoute(services)),
  read(`${ENROLMENTS}/export`, "enrolments.read", enrolmentsQuerySchema, exportEnrolmentsRoute(services)),
  read(`${ENROLMENTS}/:id`, "enrolments.read", emptyBodySchema, viewEnrolmentRoute(services)),
  change(`${ENROLMENTS}/:id/ask-again`, "tickets.manage", askAgainChangeSchema, askAgainRoute(services)),
  change(`${ENROLMENTS}/:id/confirm`, "enrolments.decide", confirmChangeSchema, confirmEnrolmentRoute(services)),
  change(`${ENROLMENTS}/:id/decline`, "enrolments.decide", declineChangeSchema, declineEnrolmentRoute(services)),
  read(TICKETS, "enrolments.read", ticketsQuerySchema, listTicketsRoute(services)),
  change(TICKETS, "tickets.manage", makeTicketsChangeSchema, makeTicketsRoute(services), MAX_LISTING_CHANGE),
  read(`${TICKETS}/export`, "enrolments.read", ticketsQuerySchema, exportTicketsRoute(services)),
  change(`${TICKETS}/free`, "tickets.manage", freeTicketChangeSchema, freeTicketRoute(services)),
  change(`${TICKETS}/revoke`, "tickets.manage", revokeTicketChangeSchema, revokeTicketRoute(services)),
  read("/api/console/waiting-enrolments", "enrolments.read", waitingQuerySchema, listWaitingRoute(services)),
];
