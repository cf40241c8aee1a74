import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type * as v from "valibot";
import { publishRules } from "../../../administration/rules/book/publish-rules.ts";
import { rollBack } from "../../../administration/rules/book/roll-back.ts";
import { showCheck } from "../../../administration/rules/book/show-check.ts";
import { listVersions, versionInForce } from "../../../administration/rules/book/version-history.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { currentNumber } from "../../../protocol/rules/version-store.ts";
import type { Services } from "../../services.ts";
import type {
  publishedRulesAnswerSchema,
  pullRulesAnswerSchema,
  pushRulesSchema,
  rollBackRulesSchema,
  rulesHistoryAnswerSchema,
} from "../rules-messages.ts";

/** The set in force, for files. */
export const pullRulesRoute =
  (services: WithDb) =>
  async (c: Call): Promise<Response> => {
    const { version, text, tests } = await versionInForce(services.db);
    return c.json({ version: version.number, text, tests } satisfies v.InferOutput<typeof pullRulesAnswerSchema>);
  };

/** Everything that would be asked of it; nothing is changed. */
export const checkRulesRoute =
  (services: Services) =>
  async (c: Call, draft: RulesDraft): Promise<Response> =>
    c.json(await showCheck(services, draft));

/** Files are published. Whoever has this shell needs no second author. */
export const pushRulesRoute =
  (services: Services) =>
  async (c: Call, { base, acknowledges, ...draft }: v.InferOutput<typeof pushRulesSchema>): Promise<Response> => {
    const from = base ?? (await currentNumber(services.db));
    const asked = { ...draft, base: from, acknowledged: acknowledges ? null : [] };
    const publication = await publishRules(services, asked, SERVER_SHELL);
    if (publication.state !== "published") throw new Error("nobody proposes anything here");
    return c.json({ version: publication.version } satisfies v.InferOutput<typeof publishedRulesAnswerSchema>);
  };

/** An earlier set is in force again. */
export const rollBackRulesRoute =
  (services: Services) =>
  async (c: Call, { to, reason }: v.InferOutput<typeof rollBackRulesSchema>): Promise<Response> => {
    const version = await rollBack(services, { to, reason, base: await currentNumber(services.db) }, SERVER_SHELL);
    return c.json({ version } satisfies v.InferOutput<typeof publishedRulesAnswerSchema>);
  };

/** Every set that was published. */
export const rulesHistoryRoute =
  (services: WithClock & WithDb) =>
  async (c: Call): Promise<Response> => {
    const query = { q: "", sort: "number", order: "desc", limit: MOST_ROWS } as const;
    const { rows, total } = await listVersions(services.db, query);
    const answer = { now: services.clock(), total, versions: [...rows] };
    return c.json(answer satisfies v.InferOutput<typeof rulesHistoryAnswerSchema>);
  };
