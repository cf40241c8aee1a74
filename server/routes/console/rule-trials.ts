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
import { ConsoleError } from "../../console/console-error.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { withDraft, wrongDraft } from "../../rules/trials/draft.ts";
import { givenToTry } from "../../rules/trials/given-to-try.ts";
import { DRAFT_VERSION } from "../../rules/versions/draft-version.ts";
import { rulingText } from "../../rules/versions/rules-in-force.ts";

/** POST /api/console/rules/what-if/given: what an ordinary login of somebody would give, or what a past one did. */
export const givenRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, asked: v.InferOutput<typeof givenBodySchema>) =>
    c.json({ given: await givenToTry(ground, asked) } satisfies v.InferOutput<typeof givenAnswerSchema>);

/** POST /api/console/rules/what-if: what the set in force, or a draft, says of one login; nothing is kept. */
export const whatIfRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, { text, given }: v.InferOutput<typeof whatIfBodySchema>) => {
    const set = text === null ? await rulingText(ground.db) : { text, version: DRAFT_VERSION };
    const tried = await withDraft((ask) => ask({ kind: "try", trial: { ...set, given } }));
    if (tried.state === "unreadable") throw wrongDraft(tried.problems);
    return c.json(tried.answer satisfies WhatIfAnswer);
  };

/** POST /api/console/rules/replays: a draft against the logins of the last days, in threads of its own; what it finds is its owner's. */
export const beginReplayRoute =
  (ground: Ground) =>
  async ({ c, who }: ConsoleCall, asked: v.InferOutput<typeof replayBodySchema>) => {
    const id = await ground.replays.begin(ground, who.user.id, asked);
    return c.json({ id } satisfies v.InferOutput<typeof replayBegunSchema>);
  };

/** GET /api/console/rules/replays/:id: as far as it is. */
export const replayRoute =
  (ground: Ground) =>
  async ({ c, who, id }: ConsoleCall) =>
    c.json(demandReplay(ground, id, who.user.id));

/** POST /api/console/rules/replays/:id/stop: what it found so far stays. */
export const stopReplayRoute =
  (ground: Ground) =>
  async ({ c, who, id }: ConsoleCall) => {
    await ground.replays.stop(id, who.user.id);
    return c.json(demandReplay(ground, id, who.user.id));
  };

function demandReplay({ replays }: Ground, id: string, owner: string): ReplayAnswer {
  const answer = replays.answerOf(id, owner);
  if (answer !== undefined) return answer;
  throw new ConsoleError("unknown", {
    description:
      "There is no such replay of yours. It ended long ago, or the server was started anew. Begin another one.",
  });
}
