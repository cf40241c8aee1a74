import type { JudgedDraft } from "@nearside/rules/drafts/judge-draft.ts";
import type { ReadDraft } from "@nearside/rules/drafts/read-draft.ts";
import type { CheckAnswer, RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import type { WithLocalTime } from "../../protocol/rules/local-time.ts";
import { type AskThread, ThreadBusy, ThreadFailed, type WithRuleThreads } from "../../protocol/rules/rule-thread.ts";
import { consoleTexts } from "../../texts/console.ts";
import { logTexts } from "../../texts/log.ts";
import { busy } from "../rule-trials/draft-thread.ts";
import { shownProblem } from "./check-offline.ts";
import { draftFacts } from "./draft-facts.ts";
import { longInReportOnly } from "./report-since.ts";
import { shownRules } from "./rule-cards.ts";

/** The services that the check of a draft uses, and so each step that publishes one. */
export type CheckServices = WithClock & WithConfig & WithDb & WithLocalTime & WithLog & WithMetadata & WithRuleThreads;

/** The results of all checks of a draft before it is published. */
export interface CheckedDraft extends JudgedDraft, Pick<ReadDraft, "set" | "testsProblem"> {}

/** Checks a draft and answers as console and shell show it. */
export async function showCheck(services: CheckServices, draft: RulesDraft): Promise<CheckAnswer> {
  const { set, problems, testsProblem, results, lint } = await checkDraft(services, draft);
  return {
    problems: problems.map(shownProblem),
    tests_problem: testsProblem,
    rules: set === null ? [] : shownRules(set),
    tests: [...results],
    lint: [...lint],
  };
}

/**
 * Checks a draft. It changes nothing and holds nothing meanwhile: no lock is taken, no transaction is open, and the server's own
 * thread is free.
 *
 * @throws ConsoleError `conflict` if too many are checked already
 */
export async function checkDraft(services: CheckServices, draft: RulesDraft): Promise<CheckedDraft> {
  try {
    return await services.ruleThreads.drafts.have(async (ask) =>
      judgeRead(services, ask, await ask({ kind: "read", draft })),
    );
  } catch (error) {
    if (error instanceof ThreadBusy) throw busy();
    return tooMuch(services, error);
  }
}

/**
 * Checks a set that was published before. It never waits for other people's drafts. If the check can't be repeated, it is enough
 * to read the set: it passed the check at that time, and it is the way out of a set that does harm.
 */
export async function checkAgain(services: CheckServices, draft: RulesDraft): Promise<CheckedDraft> {
  try {
    return await services.ruleThreads.rollBacks.have(async (ask) => {
      const read = await ask({ kind: "read", draft });
      try {
        return await judgeRead(services, ask, read);
      } catch (error) {
        if (!(error instanceof ThreadFailed) || read.set === null) throw error;
        return { ...read, results: [], lint: [] };
      }
    });
  } catch (error) {
    return tooMuch(services, error);
  }
}

async function judgeRead(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata,
  ask: AskThread,
  { set, problems, testsProblem }: ReadDraft,
): Promise<CheckedDraft> {
  if (set === null) return { set, problems, testsProblem, results: [], lint: [] };
  const { lint, ...judged } = await ask({ kind: "judge", facts: await draftFacts(services, set) });
  return { set, testsProblem, ...judged, lint: [...lint, ...(await longInReportOnly(services, set))] };
}

function tooMuch({ log }: WithLog, error: unknown): CheckedDraft {
  if (!(error instanceof ThreadFailed)) throw error;
  log.error({ err: error }, logTexts.rules.draftFailed);
  return { set: null, problems: [TOO_MUCH], testsProblem: null, results: [], lint: [] };
}

const TOO_MUCH = {
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1, rule: null },
  message: consoleTexts.rules.tooLargeToCheck,
};
