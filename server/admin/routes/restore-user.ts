import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { restoreUser } from "../../revocation/revoke-user.ts";
import type { restoreUserAnswerSchema, restoreUserSchema } from "../revocation-messages.ts";

/** A suspended person may sign in again. */
export const restoreUserRoute =
  (ground: Ground) =>
  async (c: Call, { user }: v.InferOutput<typeof restoreUserSchema>): Promise<Response> => {
    const state = await restoreUser(ground, user, SERVER_SHELL);
    return c.json({ state } satisfies v.InferOutput<typeof restoreUserAnswerSchema>);
  };
