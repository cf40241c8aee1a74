import type { RuleProblem } from "@nearside/rules/reading/rules-refused.ts";
import { ConsoleError, wrongField } from "../../platform/http/console-error.ts";
import { type AskThread, ThreadBusy, ThreadFailed, type WithRuleThreads } from "../../protocol/rules/rule-thread.ts";
import { consoleTexts } from "../../texts/console.ts";

/**
 * Works on a draft in the thread for drafts.
 *
 * @throws ConsoleError `conflict` if too many wait, `invalid_request` if the thread could not finish
 */
export async function withDraft<Done>(
  { ruleThreads }: WithRuleThreads,
  work: (ask: AskThread) => Promise<Done>,
): Promise<Done> {
  try {
    return await ruleThreads.drafts.have(work);
  } catch (error) {
    if (error instanceof ThreadFailed) throw wrongField("text", consoleTexts.rules.tooLargeToTry);
    if (error instanceof ThreadBusy) throw busy();
    throw error;
  }
}

export const busy = (): ConsoleError =>
  new ConsoleError("conflict", {
    description: consoleTexts.rules.busyTrying,
  });

/**
 * Demands that a draft can be read, before a trial begins.
 *
 * @throws ConsoleError `invalid_request` with the first wrong place
 */
export async function demandReadable(services: WithRuleThreads, text: string): Promise<void> {
  const { set, problems } = await withDraft(services, (ask) => ask({ kind: "read", draft: { text, tests: "" } }));
  if (set === null) throw wrongDraft(problems);
}

/** The problem of a draft that can't be read. The check of a whole draft reports every place; here the first one is enough. */
export function wrongDraft([first]: readonly Pick<RuleProblem, "line" | "column" | "message">[]): ConsoleError {
  const where = first === undefined ? undefined : consoleTexts.rules.place(first);
  return wrongField("text", consoleTexts.rules.cannotTry({ problem: where }));
}
