import type * as v from "valibot";
import { currentPolicy } from "../../../administration/authenticators/policy-history.ts";
import { fitsAnOwner, resetPolicy } from "../../../administration/authenticators/publish-policy.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { judgeOf } from "../../../protocol/passkeys/judge-of.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import type {
  resetAuthenticatorsAnswerSchema,
  resetAuthenticatorsSchema,
  ShowAuthenticatorsAnswer,
} from "../authenticator-messages.ts";

/** The policy in force, and whether it may keep everybody out. */
export const showAuthenticatorsRoute =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async (c: Call): Promise<Response> => {
    const policy = await currentPolicy(services.db);
    return c.json({
      now: services.clock(),
      policy,
      fits_an_owner: await fitsAnOwner(services.db, judgeOf(services, policy.policy)),
      has_metadata: services.metadata.current !== undefined,
    } satisfies ShowAuthenticatorsAnswer);
  };

/** A version in which any authenticator is taken that the configuration takes. */
export const resetAuthenticatorsRoute =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async (c: Call, { note }: v.InferOutput<typeof resetAuthenticatorsSchema>): Promise<Response> => {
    const version = await resetPolicy(services, note, SERVER_SHELL);
    return c.json({ version } satisfies v.InferOutput<typeof resetAuthenticatorsAnswerSchema>);
  };
