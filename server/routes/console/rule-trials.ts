import type {
  givenAnswerSchema,
  givenBodySchema,
  WhatIfAnswer,
  whatIfBodySchema,
} from "@nearside/shared/api/console/rule-trials.ts";
import type * as v from "valibot";
import type { ConsoleCall } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { compileDraft } from "../../rules/trials/draft.ts";
import { givenOf } from "../../rules/trials/given-of.ts";
import { whatIf } from "../../rules/trials/what-if.ts";

/** POST /api/console/rules/what-if/given: what an ordinary login of somebody would give, or what a past one did. */
export const givenRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, asked: v.InferOutput<typeof givenBodySchema>) =>
    c.json({ given: await givenOf(ground, asked) } satisfies v.InferOutput<typeof givenAnswerSchema>);

/** POST /api/console/rules/what-if: what the set in force, or a draft, says of one login; nothing is kept. */
export const whatIfRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, { text, given }: v.InferOutput<typeof whatIfBodySchema>) => {
    const set = text === null ? await ground.rules.current(ground.db) : compileDraft(text);
    return c.json(whatIf(set, given) satisfies WhatIfAnswer);
  };
