import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { ruleProposalIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { withDraft } from "../../../administration/rule-trials/draft-thread.ts";
import { showCheck } from "../../../administration/rules/check-draft.ts";
import { publishRules } from "../../../administration/rules/publish-rules.ts";
import { rollBack } from "../../../administration/rules/roll-back.ts";
import type { WithRuleCards } from "../../../administration/rules/rule-cards.ts";
import { agreeToProposal, withdrawProposal } from "../../../administration/rules/settle-proposal.ts";
import { showRules } from "../../../administration/rules/show-rules.ts";
import { showVocabulary } from "../../../administration/rules/show-vocabulary.ts";
import { listVersions, viewVersion } from "../../../administration/rules/version-history.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import type { WithRules } from "../../../protocol/rules/active-rules.ts";
import type { WithLocalTime } from "../../../protocol/rules/local-time.ts";
import type { WithRuleThreads } from "../../../protocol/rules/rule-thread.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows, ReadInput, ReplyOf } from "../console-rows.ts";
import { demandId } from "../demand-id.ts";

/** Schema of the version number in a path. */
const versionIdSchema = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,8})$/));
const proposalIn = ({ id }: { readonly id: string }): string => demandId(ruleProposalIdSchema, id);

export const ruleRows = (
  services: WithClock &
    WithConfig &
    WithDb &
    WithLocalTime &
    WithLog &
    WithMetadata &
    WithRandom &
    WithReads &
    WithRuleCards &
    WithRuleThreads &
    WithRules,
  { serve, serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(rulesApi.active, ({ userId }) => showRules({ ...services, db: services.reads }, userId)),
  serve(rulesApi.vocabulary, () => showVocabulary(services)),
  serve(rulesApi.versions, (_call, query) => listVersions(services.reads, query)),
  serve(rulesApi.version, ({ id }) => viewVersion(services.reads, Number(demandId(versionIdSchema, id)))),
  serve(rulesApi.check, (_call, draft) => showCheck({ ...services, db: services.reads }, draft)),
  serve(rulesApi.card, (_call, edit) => editCard(services, edit)),
  serve(rulesApi.publish, ({ by }, body) => publishRules(services, body, by)),
  serve(rulesApi.rollBack, async ({ by }, body) => ({
    state: "published" as const,
    version: await rollBack(services, body, by),
  })),
  serveSession(rulesApi.agree, async (call) => ({
    state: "published" as const,
    version: await agreeToProposal(services, proposalIn(call), call.by),
  })),
  serveSession(rulesApi.withdraw, async (call) => {
    await withdrawProposal(services, proposalIn(call), call.by);
    return {};
  }),
];

/** Gives a draft's text with one rule as a form left it. Nothing is stored. */
async function editCard(
  services: WithRuleThreads,
  { text, rule, card }: ReadInput<typeof rulesApi.card>,
): Promise<ReplyOf<typeof rulesApi.card>> {
  const edited = await withDraft(services, (ask) => ask({ kind: "edit", text, edit: { rule, card } }));
  switch (edited.state) {
    case "edited":
      return { text: edited.text };
    case "unreadable":
      throw wrongField("text", consoleTexts.rules.unreadable);
    case "unknown_rule":
      throw new ConsoleError("unknown", {
        description: consoleTexts.rules.noSuchRule,
      });
    case "id_taken":
      throw wrongField("card.id", consoleTexts.rules.idTaken);
    case "card_refused":
      throw wrongField("card", edited.problem.slice(0, 500));
  }
}
