import { type TicketRow, ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { isReachedByMail } from "../../../administration/notices/mail-state.ts";
import { freeTicket } from "../../../administration/tickets/free-ticket.ts";
import { eachTicket, listTickets } from "../../../administration/tickets/list-tickets.ts";
import { makeTickets } from "../../../administration/tickets/make-tickets.ts";
import { revokeTicket } from "../../../administration/tickets/revoke-ticket.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";

const HEADER = [
  ...["made_at", "state", "person", "full_name", "made_by", "uses", "begun", "used", "expires_at", "revoked_at"],
  ...["begun_on", "key_storage", "device_bound", "attested", "authenticators", "note"],
];

const cells = ({ user, made_by, origin, demands, ...row }: TicketRow): readonly Cell[] => [
  ...[momentCell(row.created_at), row.state, user.name, user.display_name, made_by?.name ?? origin],
  ...[row.uses, row.reserved, row.consumed, momentCell(row.expires_at)],
  ...[momentCell(row.revoked_at), row.begun.map(({ hostname }) => hostname).join(" ")],
  ...[demands.key_storage, demands.device_bound ? "yes" : "no", demands.attested ? "yes" : "no"],
  ...[demands.aaguids.join(" "), row.note],
];

/** These rows serve enrolment tickets (protocol §3.1). A ticket is shown once, when it is made. Nobody can read it later. */
export const ticketRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithRandom & WithReads,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(ticketsApi.list, (_call, query) => listTickets(services.reads, query, services.clock())),
  serveFile(ticketsApi.exportList, (_call, query) => ({
    name: "tickets",
    header: HEADER,
    pages: cellsOf(eachTicket(services.reads, query, services.clock()), cells),
  })),
  serve(ticketsApi.make, async ({ by }, change) => {
    const made = await makeTickets(services, change, by);
    const tickets = made.map(({ user: { id, name, display_name, email }, ticket, expiresAt }) => ({
      user: { id, name, display_name },
      ticket,
      expires_at: expiresAt,
      mailed: isReachedByMail(services.config, email),
    }));
    return { issuer: services.config.issuer, tickets };
  }),
  serve(ticketsApi.revoke, async ({ by }, { ticket }) => {
    const revocation = await revokeTicket(services, ticket, by);
    if (revocation.state === "unknown") throw new ConsoleError("unknown");
    if (revocation.state === "settled")
      throw new ConsoleError("conflict", {
        description: consoleTexts.tickets.endedAlready,
      });
    return { ended: revocation.ended.length };
  }),
  serve(ticketsApi.free, async ({ by }, { ticket }) => {
    const freeing = await freeTicket(services, ticket, by);
    if (freeing.state === "unknown") throw new ConsoleError("unknown");
    if (freeing.state === "settled")
      throw new ConsoleError("conflict", {
        description: consoleTexts.tickets.nothingToFree,
      });
    return { ended: freeing.ended.length };
  }),
];
