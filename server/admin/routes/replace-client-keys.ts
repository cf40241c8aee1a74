import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { replaceClientKeys } from "../../clients/replace-client-keys.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ClientKeysAnswer, replaceClientKeysSchema } from "../client-messages.ts";

/** From now on that API proves itself by these keys. */
export const replaceClientKeysRoute =
  (ground: Ground) =>
  async (c: Call, { id, jwks }: v.InferOutput<typeof replaceClientKeysSchema>): Promise<Response> => {
    const { name, keys } = await replaceClientKeys(ground, id, jwks, SERVER_SHELL);
    return c.json({ name, keys: [...keys] } satisfies ClientKeysAnswer);
  };
