import { refuse } from "@nearside/shared/chain/refusal.ts";
import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { findOrCreateUser } from "../../directory/users.ts";
import { createTicket } from "../../enrolment/tickets.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { CreateTicketAnswer, createTicketSchema } from "../ticket-messages.ts";

/** A ticket for that user, who is made where absent (protocol §3.1). Its machine waits for an administrator (§3.5). */
export const createTicketRoute =
  (ground: Ground) =>
  async (c: Call, body: v.InferOutput<typeof createTicketSchema>): Promise<Response> => {
    const answer = await ground.db.transaction().execute(async (trx): Promise<CreateTicketAnswer> => {
      const asked = { name: body.user, displayName: body.display_name ?? body.user, role: "user" } as const;
      const user = await findOrCreateUser(trx, asked, ground);
      if (user.state !== "active") refuse("user_inactive", "user");
      const { ticket, expiresAt } = await createTicket(
        trx,
        { user, by: SERVER_SHELL, seconds: body.seconds, uses: body.uses, demands: body.demands },
        ground,
      );
      return {
        user: { name: user.name, display_name: user.display_name, role: user.role },
        ticket,
        expires_at: expiresAt,
        issuer: ground.config.issuer,
      };
    });
    return c.json(answer);
  };
