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
import { ConsoleError } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { Cell } from "../../console/csv.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { freeTicket } from "../../enrolment/free-ticket.ts";
import { eachTicket, listTickets } from "../../enrolment/list-tickets.ts";
import { makeTickets } from "../../enrolment/make-tickets.ts";
import { revokeTicket } from "../../enrolment/revoke-ticket.ts";
import type { Ground } from "../../ground.ts";
import { isReachedByMail } from "../../notices/mail-state.ts";

/** GET /api/console/tickets. */
export const listTicketsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: TicketsQuery) =>
    c.json((await listTickets(ground.db, query, ground.clock())) satisfies ListAnswer<TicketRow>);

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
export const exportTicketsRoute = (ground: Ground) => (_call: ConsoleCall, query: TicketsQuery) =>
  csvAnswer("tickets", HEADER, cellsOf(eachTicket(ground.db, query, ground.clock()), cells));

const cells = ({ user, made_by, origin, demands, ...row }: TicketRow): readonly Cell[] => [
  ...[momentCell(row.created_at), row.state, user.name, user.display_name, made_by?.name ?? origin],
  ...[row.uses, row.reserved, row.consumed, momentCell(row.expires_at)],
  ...[momentCell(row.revoked_at), row.begun.map(({ hostname }) => hostname).join(" ")],
  ...[demands.key_storage, demands.device_bound ? "yes" : "no", demands.attested ? "yes" : "no"],
  ...[demands.aaguids.join(" "), row.note],
];

/** POST /api/console/tickets: the tickets, told this once. */
export const makeTicketsRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, change: MakeTicketsChange) => {
    const made = await makeTickets(ground, change, by);
    const tickets = made.map(({ user: { id, name, display_name, email }, ticket, expiresAt }) => ({
      user: { id, name, display_name },
      ticket,
      expires_at: expiresAt,
      mailed: isReachedByMail(ground.config, email),
    }));
    return c.json({ issuer: ground.config.issuer, tickets } satisfies MakeTicketsAnswer);
  };

/** POST /api/console/tickets/revoke. */
export const revokeTicketRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { ticket }: v.InferOutput<typeof revokeTicketChangeSchema>) => {
    const revocation = await revokeTicket(ground, ticket, by);
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
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, { ticket }: v.InferOutput<typeof freeTicketChangeSchema>) => {
    const freeing = await freeTicket(ground, ticket, by);
    if (freeing.state === "unknown") throw new ConsoleError("unknown");
    if (freeing.state === "settled")
      throw new ConsoleError("conflict", {
        description:
          "No machine is half through an enrolment with that ticket, so there was nothing to free. What came to all its proofs waits under Enrolment; for another machine make another ticket.",
      });
    const answer: v.InferOutput<typeof freeTicketAnswerSchema> = { ended: freeing.ended.length };
    return c.json(answer);
  };
