import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { replaceClientKeys } from "../../../protocol/clients/replace-client-keys.ts";
import type { ClientKeysAnswer, replaceClientKeysSchema } from "../client-messages.ts";

/** From now on that API proves itself by these keys. */
export const replaceClientKeysRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async (c: Call, { id, jwks }: v.InferOutput<typeof replaceClientKeysSchema>): Promise<Response> => {
    const { name, keys } = await replaceClientKeys(services, id, jwks, SERVER_SHELL);
    return c.json({ name, keys: [...keys] } satisfies ClientKeysAnswer);
  };
