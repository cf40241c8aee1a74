import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  freeTicketAnswerSchema,
  freeTicketChangeSchema,
  MakeTicketsAnswer,
  MakeTicketsChange,
  revokeTicketAnswerSchema,
  revokeTicketChangeSchema,
  TicketRow,
  TicketsQuery,
} from "@nearside/shared/api/console/tickets.ts";
import type * as v from "valibot";
import { isReachedByMail } from "../../../administration/notices/mail-state.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { freeTicket } from "../../../protocol/enrolment/free-ticket.ts";
import { eachTicket, listTickets } from "../../../protocol/enrolment/list-tickets.ts";
import { makeTickets } from "../../../protocol/enrolment/make-tickets.ts";
import { revokeTicket } from "../../../protocol/enrolment/revoke-ticket.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";

/** GET /api/console/tickets. */
export const listTicketsRoute =
  (services: WithClock & WithDb) =>
  async ({ c }: ConsoleCall, query: TicketsQuery) =>
    c.json((await listTickets(services.db, query, services.clock())) satisfies ListAnswer<TicketRow>);

const HEADER = [
  ...[
    "made_at",
    "state",
    "person",
    "full_name",
    "made_by",
    "uses",
    "begun",
    "used",
    "expires_at",
    "taken_back_at",
    "begun_on",
  ],
  ...["key_storage", "device_bound", "attested", "authenticators", "note"],
];

/** GET /api/console/tickets/export: the same view as a file, without the tickets, which nobody knows. */
export const exportTicketsRoute = (services: WithClock & WithDb) => (_call: ConsoleCall, query: TicketsQuery) =>
  csvAnswer("tickets", HEADER, cellsOf(eachTicket(services.db, query, services.clock()), cells));

const cells = ({ user, made_by, origin, demands, ...row }: TicketRow): readonly Cell[] => [
  ...[momentCell(row.created_at), row.state, user.name, user.display_name, made_by?.name ?? origin],
  ...[row.uses, row.reserved, row.consumed, momentCell(row.expires_at)],
  ...[momentCell(row.revoked_at), row.begun.map(({ hostname }) => hostname).join(" ")],
  ...[demands.key_storage, demands.device_bound ? "yes" : "no", demands.attested ? "yes" : "no"],
  ...[demands.aaguids.join(" "), row.note],
];

/** POST /api/console/tickets: the tickets, told this once. */
export const makeTicketsRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async ({ c, by }: ChangingCall, change: MakeTicketsChange) => {
    const made = await makeTickets(services, change, by);
    const tickets = made.map(({ user: { id, name, display_name, email }, ticket, expiresAt }) => ({
      user: { id, name, display_name },
      ticket,
      expires_at: expiresAt,
      mailed: isReachedByMail(services.config, email),
    }));
    return c.json({ issuer: services.config.issuer, tickets } satisfies MakeTicketsAnswer);
  };

/** POST /api/console/tickets/revoke. */
export const revokeTicketRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async ({ c, by }: ChangingCall, { ticket }: v.InferOutput<typeof revokeTicketChangeSchema>) => {
    const revocation = await revokeTicket(services, ticket, by);
    if (revocation.state === "unknown") throw new ConsoleError("unknown");
    if (revocation.state === "settled")
      throw new ConsoleError("conflict", {
        description: "That ticket was used, taken back or over already, so there was nothing left to take back.",
      });
    const answer: v.InferOutput<typeof revokeTicketAnswerSchema> = { ended: revocation.ended.length };
    return c.json(answer);
  };

/** POST /api/console/tickets/free. */
export const freeTicketRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async ({ c, by }: ChangingCall, { ticket }: v.InferOutput<typeof freeTicketChangeSchema>) => {
    const freeing = await freeTicket(services, ticket, by);
    if (freeing.state === "unknown") throw new ConsoleError("unknown");
    if (freeing.state === "settled")
      throw new ConsoleError("conflict", {
        description:
          "No machine is half through an enrolment with that ticket, so there was nothing to free. What came to all its proofs waits under Enrolment; for another machine make another ticket.",
      });
    const answer: v.InferOutput<typeof freeTicketAnswerSchema> = { ended: freeing.ended.length };
    return c.json(answer);
  };
