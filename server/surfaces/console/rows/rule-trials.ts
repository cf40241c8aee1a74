import { DRAFT_VERSION } from "@nearside/rules/reading/rule.ts";
import { type ReplayAnswer, ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { withDraft, wrongDraft } from "../../../administration/rule-trials/draft-thread.ts";
import { givenToTry } from "../../../administration/rule-trials/given-to-try.ts";
import type { WithReplays } from "../../../administration/rule-trials/replays.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { rulingText, type WithRules } from "../../../protocol/rules/active-rules.ts";
import type { WithLocalTime } from "../../../protocol/rules/local-time.ts";
import type { WithRuleThreads } from "../../../protocol/rules/rule-thread.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

/** These rows serve trials of rules, which store nothing. A replay belongs to the session's person who began it. */
export const ruleTrialRows = (
  services: WithClock &
    WithConfig &
    WithLocalTime &
    WithLog &
    WithMetadata &
    WithRandom &
    WithReads &
    WithReplays &
    WithRuleThreads &
    WithRules,
  { serve, serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(ruleTrialsApi.given, async (_call, body) => ({
    given: await givenToTry({ ...services, db: services.reads }, body),
  })),
  serve(ruleTrialsApi.whatIf, async (_call, { text, given }) => {
    const set = text === null ? await rulingText(services.reads) : { text, version: DRAFT_VERSION };
    const tried = await withDraft(services, (ask) => ask({ kind: "try", trial: { ...set, given } }));
    if (tried.state === "unreadable") throw wrongDraft(tried.problems);
    return tried.answer;
  }),
  serveSession(ruleTrialsApi.beginReplay, async ({ who }, body) => ({
    id: await services.replays.begin({ ...services, db: services.reads }, who.user.id, body),
  })),
  serveSession(ruleTrialsApi.replay, ({ who, id }) => demandReplay(services, id, who.user.id)),
  serveSession(ruleTrialsApi.stopReplay, async ({ who, id }) => {
    await services.replays.stop(id, who.user.id);
    return demandReplay(services, id, who.user.id);
  }),
];

function demandReplay({ replays }: WithReplays, id: string, owner: string): ReplayAnswer {
  const answer = replays.answerOf(id, owner);
  if (answer !== undefined) return answer;
  throw new ConsoleError("unknown", {
    description: consoleTexts.rules.noReplay,
  });
}
