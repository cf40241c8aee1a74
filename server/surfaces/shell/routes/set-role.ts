import type * as v from "valibot";
import { changeRole } from "../../../administration/people/change-person.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findUserByName } from "../../../register/people/users.ts";
import type { setRoleAnswerSchema, setRoleSchema } from "../people-messages.ts";

/** Gives a person a role: the way to an owner where nobody in the console is one any more. */
export const setRoleRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { user, role }: v.InferOutput<typeof setRoleSchema>): Promise<Response> => {
    const found = await findUserByName(services.db, user);
    const state =
      found === undefined
        ? "unknown"
        : (await changeRole(services, found.id, role, SERVER_SHELL))
          ? "changed"
          : "already";
    return c.json({ state } satisfies v.InferOutput<typeof setRoleAnswerSchema>);
  };
