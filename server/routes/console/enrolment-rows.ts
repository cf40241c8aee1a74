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
import type { Ground } from "../../ground.ts";
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
export const enrolmentRows = (ground: Ground, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(ENROLMENTS, "enrolments.read", enrolmentsQuerySchema, listEnrolmentsRoute(ground)),
  read(`${ENROLMENTS}/export`, "enrolments.read", enrolmentsQuerySchema, exportEnrolmentsRoute(ground)),
  read(`${ENROLMENTS}/:id`, "enrolments.read", emptyBodySchema, viewEnrolmentRoute(ground)),
  change(`${ENROLMENTS}/:id/ask-again`, "tickets.manage", askAgainChangeSchema, askAgainRoute(ground)),
  change(`${ENROLMENTS}/:id/confirm`, "enrolments.decide", confirmChangeSchema, confirmEnrolmentRoute(ground)),
  change(`${ENROLMENTS}/:id/decline`, "enrolments.decide", declineChangeSchema, declineEnrolmentRoute(ground)),
  read(TICKETS, "enrolments.read", ticketsQuerySchema, listTicketsRoute(ground)),
  change(TICKETS, "tickets.manage", makeTicketsChangeSchema, makeTicketsRoute(ground), MAX_LISTING_CHANGE),
  read(`${TICKETS}/export`, "enrolments.read", ticketsQuerySchema, exportTicketsRoute(ground)),
  change(`${TICKETS}/free`, "tickets.manage", freeTicketChangeSchema, freeTicketRoute(ground)),
  change(`${TICKETS}/revoke`, "tickets.manage", revokeTicketChangeSchema, revokeTicketRoute(ground)),
  read("/api/console/waiting-enrolments", "enrolments.read", waitingQuerySchema, listWaitingRoute(ground)),
];
