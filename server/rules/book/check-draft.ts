import type { RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { Ground } from "../../ground.ts";
import { CheckFailed, inCheckThread } from "./check-thread.ts";
import { draftFacts } from "./draft-facts.ts";
import type { JudgedDraft } from "./judge-draft.ts";
import type { ReadDraft } from "./read-draft.ts";
import { longInReportOnly } from "./report-since.ts";

/** Everything that is asked of a draft before it is published. */
export interface CheckedDraft extends JudgedDraft, Pick<ReadDraft, "set" | "testsProblem"> {}

/** Changes nothing, and holds nothing meanwhile: no lock is taken, no transaction is open, and the server's own thread is free. */
export async function checkDraft(ground: Ground, draft: RulesDraft): Promise<CheckedDraft> {
  try {
    return await inCheckThread(async ({ read, judge }) => {
      const { set, problems, testsProblem } = await read(draft);
      if (set === null) return { set, problems, testsProblem, results: [], lint: [] };
      const { lint, ...judged } = await judge(await draftFacts(ground, set));
      return { set, testsProblem, ...judged, lint: [...lint, ...(await longInReportOnly(ground, set))] };
    });
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    ground.log.error({ err: error }, "a draft of rules could not be checked");
    return { set: null, problems: [TOO_MUCH], testsProblem: null, results: [], lint: [] };
  }
}

const TOO_MUCH = {
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1, rule: null },
  message: "these rules are too much to be checked, so they can't be published",
};
