import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { changeRole } from "../../directory/change-role.ts";
import { findUserByName } from "../../directory/users.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { setRoleAnswerSchema, setRoleSchema } from "../people-messages.ts";

/** Gives a person a role: the way to an owner where nobody in the console is one any more. */
export const setRoleRoute =
  (ground: Ground) =>
  async (c: Call, { user, role }: v.InferOutput<typeof setRoleSchema>): Promise<Response> => {
    const found = await findUserByName(ground.db, user);
    const state =
      found === undefined
        ? "unknown"
        : (await changeRole(ground, found.id, role, SERVER_SHELL))
          ? "changed"
          : "already";
    return c.json({ state } satisfies v.InferOutput<typeof setRoleAnswerSchema>);
  };
