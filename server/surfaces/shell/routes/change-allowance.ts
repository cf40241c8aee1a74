import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { changeAllowance } from "../../../protocol/clients/change-allowance.ts";
import type { AllowanceAnswer, changeAllowanceSchema } from "../client-messages.ts";

/** The built-in command line may ask for that from now on, or no more. */
export const changeAllowanceRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async (c: Call, { id, ...change }: v.InferOutput<typeof changeAllowanceSchema>): Promise<Response> => {
    const { name, scopes, resources } = await changeAllowance(services, id, change, SERVER_SHELL);
    return c.json({ name, scopes: [...scopes], resources: [...resources] } satisfies AllowanceAnswer);
  };
