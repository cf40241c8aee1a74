import * as v from "valibot";
import { ofEachFact, POSTURE_VALUES } from "./posture.ts";

/** Gives what a machine reported of itself, as far as rules look at it: beside a refusal, for its person (protocol §4.8). */
export const ruledPostureSchema = v.object({
  /** The machine's own name for its system. */
  os: v.pipe(v.string(), v.maxLength(255)),
  facts: v.object(
    ofEachFact((name) =>
      v.optional(
        v.object({ value: v.picklist([...POSTURE_VALUES[name], "unknown"]), age: v.number(), source: v.string() }),
      ),
    ),
  ),
});
export type RuledPosture = v.InferOutput<typeof ruledPostureSchema>;
