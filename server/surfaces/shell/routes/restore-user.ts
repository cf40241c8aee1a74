import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { restoreUser } from "../../../protocol/revocation/revoke-user.ts";
import type { restoreUserAnswerSchema, restoreUserSchema } from "../revocation-messages.ts";

/** A suspended person may sign in again. */
export const restoreUserRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { user }: v.InferOutput<typeof restoreUserSchema>): Promise<Response> => {
    const state = await restoreUser(services, user, SERVER_SHELL);
    return c.json({ state } satisfies v.InferOutput<typeof restoreUserAnswerSchema>);
  };
