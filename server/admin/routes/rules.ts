import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { publishRules } from "../../rules/book/publish-rules.ts";
import { rollBack } from "../../rules/book/roll-back.ts";
import { showCheck } from "../../rules/book/show-check.ts";
import { listVersions, versionInForce } from "../../rules/book/version-history.ts";
import { currentNumber } from "../../rules/versions/version-store.ts";
import type {
  publishedRulesAnswerSchema,
  pullRulesAnswerSchema,
  pushRulesSchema,
  rollBackRulesSchema,
  rulesHistoryAnswerSchema,
} from "../rules-messages.ts";

/** The set in force, for files. */
export const pullRulesRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const { version, text, tests } = await versionInForce(ground.db);
    return c.json({ version: version.number, text, tests } satisfies v.InferOutput<typeof pullRulesAnswerSchema>);
  };

/** Everything that would be asked of it; nothing is changed. */
export const checkRulesRoute =
  (ground: Ground) =>
  async (c: Call, draft: RulesDraft): Promise<Response> =>
    c.json(await showCheck(ground, draft));

/** Files are published. Whoever has this shell needs no second author. */
export const pushRulesRoute =
  (ground: Ground) =>
  async (c: Call, { base, acknowledges, ...draft }: v.InferOutput<typeof pushRulesSchema>): Promise<Response> => {
    const from = base ?? (await currentNumber(ground.db));
    const asked = { ...draft, base: from, acknowledged: acknowledges ? null : [] };
    const publication = await publishRules(ground, asked, SERVER_SHELL);
    if (publication.state !== "published") throw new Error("nobody proposes anything here");
    return c.json({ version: publication.version } satisfies v.InferOutput<typeof publishedRulesAnswerSchema>);
  };

/** An earlier set is in force again. */
export const rollBackRulesRoute =
  (ground: Ground) =>
  async (c: Call, { to, reason }: v.InferOutput<typeof rollBackRulesSchema>): Promise<Response> => {
    const version = await rollBack(ground, { to, reason, base: await currentNumber(ground.db) }, SERVER_SHELL);
    return c.json({ version } satisfies v.InferOutput<typeof publishedRulesAnswerSchema>);
  };

/** Every set that was published. */
export const rulesHistoryRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const query = { q: "", sort: "number", order: "desc", limit: MOST_ROWS } as const;
    const { rows, total } = await listVersions(ground.db, query);
    const answer = { now: ground.clock(), total, versions: [...rows] };
    return c.json(answer satisfies v.InferOutput<typeof rulesHistoryAnswerSchema>);
  };
