import { draftSchema, publishSchema, rollBackSchema, versionSchema } from "@nearside/shared/api/console/rules.ts";
import * as v from "valibot";

// What `nearside-server rules` says to the running server.

export const PULL_RULES_PATH = "/rules/pull";
/** The set in force. */
export const pullRulesAnswerSchema = v.strictObject({ version: v.number(), text: v.string(), tests: v.string() });

/** A draft (`draftSchema`), answered as the console is (`checkAnswerSchema`). */
export const CHECK_RULES_PATH = "/rules/check";

export const PUSH_RULES_PATH = "/rules/push";
export const pushRulesSchema = v.strictObject({
  ...draftSchema.entries,
  reason: publishSchema.entries.reason,
  /** The version that the files were made from; null: they take the place of whatever is in force. */
  base: v.nullable(publishSchema.entries.base),
  /** Whatever lint warns of was seen. */
  acknowledges: v.boolean(),
});

export const ROLL_BACK_RULES_PATH = "/rules/roll-back";
export const rollBackRulesSchema = v.omit(rollBackSchema, ["base"]);

export const publishedRulesAnswerSchema = v.strictObject({ version: v.number() });

export const RULES_HISTORY_PATH = "/rules/history";
/** The newest first, at most 200. `now` is the server's clock, epoch milliseconds; `total`: how many there are in all. */
export const rulesHistoryAnswerSchema = v.strictObject({
  now: v.number(),
  total: v.number(),
  versions: v.array(versionSchema),
});
