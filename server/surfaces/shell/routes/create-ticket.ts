import { refuse } from "@nearside/shared/chain/refusal.ts";
import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { createTicket } from "../../../register/enrolments/tickets.ts";
import { findOrCreateUser } from "../../../register/people/users.ts";
import type { CreateTicketAnswer, createTicketSchema } from "../ticket-messages.ts";

/** A ticket for that user, who is made where absent (protocol §3.1). Its machine waits for an administrator (§3.5). */
export const createTicketRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async (c: Call, body: v.InferOutput<typeof createTicketSchema>): Promise<Response> => {
    const answer = await services.db.transaction().execute(async (trx): Promise<CreateTicketAnswer> => {
      const asked = { name: body.user, displayName: body.display_name ?? body.user, role: "user" } as const;
      const user = await findOrCreateUser(trx, asked, services);
      if (user.state !== "active") refuse("user_inactive", "user");
      const { ticket, expiresAt } = await createTicket(
        trx,
        { user, by: SERVER_SHELL, seconds: body.seconds, uses: body.uses, demands: body.demands },
        services,
      );
      return {
        user: { name: user.name, display_name: user.display_name, role: user.role },
        ticket,
        expires_at: expiresAt,
        issuer: services.config.issuer,
      };
    });
    return c.json(answer);
  };
