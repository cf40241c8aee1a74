import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { changeAllowance } from "../../clients/change-allowance.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { AllowanceAnswer, changeAllowanceSchema } from "../client-messages.ts";

/** The built-in command line may ask for that from now on, or no more. */
export const changeAllowanceRoute =
  (ground: Ground) =>
  async (c: Call, { id, ...change }: v.InferOutput<typeof changeAllowanceSchema>): Promise<Response> => {
    const { name, scopes, resources } = await changeAllowance(ground, id, change, SERVER_SHELL);
    return c.json({ name, scopes: [...scopes], resources: [...resources] } satisfies AllowanceAnswer);
  };
