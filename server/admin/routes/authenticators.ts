import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { judgeOf } from "../../authenticators/judge-of.ts";
import { currentPolicy } from "../../authenticators/policy-history.ts";
import { fitsAnOwner } from "../../authenticators/publish-policy.ts";
import { resetPolicy } from "../../authenticators/reset-policy.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type {
  resetAuthenticatorsAnswerSchema,
  resetAuthenticatorsSchema,
  ShowAuthenticatorsAnswer,
} from "../authenticator-messages.ts";

/** The policy in force, and whether it may keep everybody out. */
export const showAuthenticatorsRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const policy = await currentPolicy(ground.db);
    return c.json({
      now: ground.clock(),
      policy,
      fits_an_owner: await fitsAnOwner(ground.db, judgeOf(ground, policy.policy)),
      has_metadata: ground.metadata.current !== undefined,
    } satisfies ShowAuthenticatorsAnswer);
  };

/** A version in which any authenticator is taken that the configuration takes. */
export const resetAuthenticatorsRoute =
  (ground: Ground) =>
  async (c: Call, { note }: v.InferOutput<typeof resetAuthenticatorsSchema>): Promise<Response> => {
    const version = await resetPolicy(ground, note, SERVER_SHELL);
    return c.json({ version } satisfies v.InferOutput<typeof resetAuthenticatorsAnswerSchema>);
  };
