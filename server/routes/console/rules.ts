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
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Ground } from "../../ground.ts";
import { publishRules } from "../../rules/book/publish-rules.ts";
import { rollBack } from "../../rules/book/roll-back.ts";
import { agreeToProposal, withdrawProposal } from "../../rules/book/settle-proposal.ts";
import { showCheck } from "../../rules/book/show-check.ts";
import { showRules } from "../../rules/book/show-rules.ts";
import { showVocabulary } from "../../rules/book/show-vocabulary.ts";
import { listVersions, viewVersion } from "../../rules/book/version-history.ts";

type PublishAnswer = v.InferOutput<typeof publishAnswerSchema>;

/** Of a path. */
const versionIdSchema = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,8})$/));
const proposalIn = ({ id }: ConsoleCall): string => demandId(ruleProposalIdSchema, id);

/** GET /api/console/rules: the set in force. */
export const rulesRoute =
  (ground: Ground) =>
  async ({ c, who }: ConsoleCall) =>
    c.json(await showRules(ground, who.user.id));

/** GET /api/console/rules/vocabulary. */
export const vocabularyRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall) =>
    c.json(await showVocabulary(ground));

/** GET /api/console/rules/versions. */
export const listVersionsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: v.InferOutput<typeof versionsQuerySchema>) =>
    c.json((await listVersions(ground.db, query)) satisfies ListAnswer<RulesVersion>);

/** GET /api/console/rules/versions/:id. */
export const viewVersionRoute =
  (ground: Ground) =>
  async ({ c, id }: ConsoleCall) =>
    c.json(await viewVersion(ground.db, Number(demandId(versionIdSchema, id))));

/** POST /api/console/rules/check: everything that would be asked of it; nothing is changed. */
export const checkRulesRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, draft: RulesDraft) =>
    c.json(await showCheck(ground, draft));

/** POST /api/console/rules/publish. */
export const publishRulesRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, asked: Publish) =>
    c.json((await publishRules(ground, asked, by)) satisfies PublishAnswer);

/** POST /api/console/rules/roll-back. */
export const rollBackRoute =
  (ground: Ground) =>
  async ({ c, by }: ChangingCall, asked: v.InferOutput<typeof rollBackSchema>) =>
    c.json({ state: "published", version: await rollBack(ground, asked, by) } satisfies PublishAnswer);

/** POST /api/console/rules/proposals/:id/agree. */
export const agreeRoute = (ground: Ground) => async (call: ChangingCall) =>
  call.c.json({
    state: "published",
    version: await agreeToProposal(ground, proposalIn(call), call.by),
  } satisfies PublishAnswer);

/** POST /api/console/rules/proposals/:id/withdraw. */
export const withdrawRoute = (ground: Ground) => async (call: ChangingCall) => {
  await withdrawProposal(ground, proposalIn(call), call.by);
  return call.c.json({});
};
