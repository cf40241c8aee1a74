import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type {
  Publish,
  publishAnswerSchema,
  RulesDraft,
  RulesVersion,
  rollBackSchema,
  versionsQuerySchema,
} from "@nearside/shared/api/console/rules.ts";
import { ruleProposalIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { publishRules } from "../../../administration/rules/book/publish-rules.ts";
import { rollBack } from "../../../administration/rules/book/roll-back.ts";
import { agreeToProposal, withdrawProposal } from "../../../administration/rules/book/settle-proposal.ts";
import { showCheck } from "../../../administration/rules/book/show-check.ts";
import { showRules } from "../../../administration/rules/book/show-rules.ts";
import { showVocabulary } from "../../../administration/rules/book/show-vocabulary.ts";
import { listVersions, viewVersion } from "../../../administration/rules/book/version-history.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithRules } from "../../../protocol/rules/rules-in-force.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Services } from "../../services.ts";

type PublishAnswer = v.InferOutput<typeof publishAnswerSchema>;

/** Of a path. */
const versionIdSchema = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,8})$/));
const proposalIn = ({ id }: ConsoleCall): string => demandId(ruleProposalIdSchema, id);

/** GET /api/console/rules: the set in force. */
export const rulesRoute =
  (services: WithClock & WithConfig & WithDb & WithRules) =>
  async ({ c, who }: ConsoleCall) =>
    c.json(await showRules(services, who.user.id));

/** GET /api/console/rules/vocabulary. */
export const vocabularyRoute =
  (services: WithConfig & WithDb) =>
  async ({ c }: ConsoleCall) =>
    c.json(await showVocabulary(services));

/** GET /api/console/rules/versions. */
export const listVersionsRoute =
  (services: WithDb) =>
  async ({ c }: ConsoleCall, query: v.InferOutput<typeof versionsQuerySchema>) =>
    c.json((await listVersions(services.db, query)) satisfies ListAnswer<RulesVersion>);

/** GET /api/console/rules/versions/:id. */
export const viewVersionRoute =
  (services: WithDb) =>
  async ({ c, id }: ConsoleCall) =>
    c.json(await viewVersion(services.db, Number(demandId(versionIdSchema, id))));

/** POST /api/console/rules/check: everything that would be asked of it; nothing is changed. */
export const checkRulesRoute =
  (services: Services) =>
  async ({ c }: ConsoleCall, draft: RulesDraft) =>
    c.json(await showCheck(services, draft));

/** POST /api/console/rules/publish. */
export const publishRulesRoute =
  (services: Services) =>
  async ({ c, by }: ChangingCall, asked: Publish) =>
    c.json((await publishRules(services, asked, by)) satisfies PublishAnswer);

/** POST /api/console/rules/roll-back. */
export const rollBackRoute =
  (services: Services) =>
  async ({ c, by }: ChangingCall, asked: v.InferOutput<typeof rollBackSchema>) =>
    c.json({ state: "published", version: await rollBack(services, asked, by) } satisfies PublishAnswer);

/** POST /api/console/rules/proposals/:id/agree. */
export const agreeRoute = (services: Services) => async (call: ChangingCall) =>
  call.c.json({
    state: "published",
    version: await agreeToProposal(services, proposalIn(call), call.by),
  } satisfies PublishAnswer);

/** POST /api/console/rules/proposals/:id/withdraw. */
export const withdrawRoute = (services: WithClock & WithDb) => async (call: ChangingCall) => {
  await withdrawProposal(services, proposalIn(call), call.by);
  return call.c.json({});
};
