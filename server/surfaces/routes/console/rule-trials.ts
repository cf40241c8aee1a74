import { DRAFT_VERSION } from "@nearside/rules/reading/rule.ts";
import type {
  givenAnswerSchema,
  givenBodySchema,
  ReplayAnswer,
  replayBegunSchema,
  replayBodySchema,
  WhatIfAnswer,
  whatIfBodySchema,
} from "@nearside/shared/api/console/rule-trials.ts";
import type * as v from "valibot";
import { withDraft, wrongDraft } from "../../../administration/rules/trials/draft.ts";
import { givenToTry } from "../../../administration/rules/trials/given-to-try.ts";
import type { WithReplays } from "../../../administration/rules/trials/replays.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import type { WithRuleThreads } from "../../../protocol/rules/rule-thread.ts";
import { rulingText } from "../../../protocol/rules/rules-in-force.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";

/** POST /api/console/rules/what-if/given: what an ordinary login of somebody would give, or what a past one did. */
export const givenRoute =
  (services: WithClock & WithConfig & WithDb & WithMetadata) =>
  async ({ c }: ConsoleCall, asked: v.InferOutput<typeof givenBodySchema>) =>
    c.json({ given: await givenToTry(services, asked) } satisfies v.InferOutput<typeof givenAnswerSchema>);

/** POST /api/console/rules/what-if: what the set in force, or a draft, says of one login; nothing is kept. */
export const whatIfRoute =
  (services: WithDb & WithRuleThreads) =>
  async ({ c }: ConsoleCall, { text, given }: v.InferOutput<typeof whatIfBodySchema>) => {
    const set = text === null ? await rulingText(services.db) : { text, version: DRAFT_VERSION };
    const tried = await withDraft(services, (ask) => ask({ kind: "try", trial: { ...set, given } }));
    if (tried.state === "unreadable") throw wrongDraft(tried.problems);
    return c.json(tried.answer satisfies WhatIfAnswer);
  };

/** POST /api/console/rules/replays: a draft against the logins of the last days, in threads of its own; what it finds is its owner's. */
export const beginReplayRoute =
  (services: Services) =>
  async ({ c, who }: ConsoleCall, asked: v.InferOutput<typeof replayBodySchema>) => {
    const id = await services.replays.begin(services, who.user.id, asked);
    return c.json({ id } satisfies v.InferOutput<typeof replayBegunSchema>);
  };

/** GET /api/console/rules/replays/:id: as far as it is. */
export const replayRoute =
  (services: WithReplays) =>
  async ({ c, who, id }: ConsoleCall) =>
    c.json(demandReplay(services, id, who.user.id));

/** POST /api/console/rules/replays/:id/stop: what it found so far stays. */
export const stopReplayRoute =
  (services: WithReplays) =>
  async ({ c, who, id }: ConsoleCall) => {
    await services.replays.stop(id, who.user.id);
    return c.json(demandReplay(services, id, who.user.id));
  };

function demandReplay({ replays }: WithReplays, id: string, owner: string): ReplayAnswer {
  const answer = replays.answerOf(id, owner);
  if (answer !== undefined) return answer;
  throw new ConsoleError("unknown", {
    description:
      "There is no such replay of yours. It ended long ago, or the server was started anew. Begin another one.",
  });
}
