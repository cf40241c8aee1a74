import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { Ground } from "../../ground.ts";
import { type AskThread, draftThread, rollBackThread, ThreadBusy, ThreadFailed } from "../threads/rule-thread.ts";
import { busy } from "../trials/draft.ts";
import { draftFacts } from "./draft-facts.ts";
import type { JudgedDraft } from "./judge-draft.ts";
import type { ReadDraft } from "./read-draft.ts";
import { longInReportOnly } from "./report-since.ts";

/** Everything that is asked of a draft before it is published. */
export interface CheckedDraft extends JudgedDraft, Pick<ReadDraft, "set" | "testsProblem"> {}

/**
 * Changes nothing, and holds nothing meanwhile: no lock is taken, no transaction is open, and the server's own thread is free.
 *
 * @throws ConsoleError `conflict` where too many are checked already
 */
export async function checkDraft(ground: Ground, draft: RulesDraft): Promise<CheckedDraft> {
  try {
    return await draftThread.have(async (ask) => judgeRead(ground, ask, await ask({ kind: "read", draft })));
  } catch (error) {
    if (error instanceof ThreadBusy) throw busy();
    return tooMuch(ground, error);
  }
}

/**
 * The same of what was published before, which waits for nobody's draft. It was judged then: where that can't be done again it may be
 * read all the same, for it is the way out of a set that does harm.
 */
export async function checkAgain(ground: Ground, draft: RulesDraft): Promise<CheckedDraft> {
  try {
    return await rollBackThread.have(async (ask) => {
      const read = await ask({ kind: "read", draft });
      try {
        return await judgeRead(ground, ask, read);
      } catch (error) {
        if (!(error instanceof ThreadFailed) || read.set === null) throw error;
        return { ...read, results: [], lint: [] };
      }
    });
  } catch (error) {
    return tooMuch(ground, error);
  }
}

async function judgeRead(
  ground: Ground,
  ask: AskThread,
  { set, problems, testsProblem }: ReadDraft,
): Promise<CheckedDraft> {
  if (set === null) return { set, problems, testsProblem, results: [], lint: [] };
  const { lint, ...judged } = await ask({ kind: "judge", facts: await draftFacts(ground, set) });
  return { set, testsProblem, ...judged, lint: [...lint, ...(await longInReportOnly(ground, set))] };
}

function tooMuch({ log }: Ground, error: unknown): CheckedDraft {
  if (!(error instanceof ThreadFailed)) throw error;
  log.error({ err: error }, "a draft of rules could not be checked");
  return { set: null, problems: [TOO_MUCH], testsProblem: null, results: [], lint: [] };
}

const TOO_MUCH = {
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1, rule: null },
  message: "these rules are too much to be checked, so they can't be published",
};
