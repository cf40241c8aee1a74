import * as v from "valibot";
import { POSTURE_VALUES } from "./posture.ts";

const factSchema = <const Values extends readonly string[]>(values: Values) =>
  v.object({ value: v.picklist([...values, "unknown"]), age: v.number(), source: v.string() });

/** What a machine said of itself, as far as rules look at it: beside a refusal, for its person (protocol §4.8). */
export const ruledPostureSchema = v.object({
  /** The machine's own name for its system. */
  os: v.pipe(v.string(), v.maxLength(255)),
  facts: v.object({
    disk_encryption: v.optional(factSchema(POSTURE_VALUES.disk_encryption)),
    screen_lock: v.optional(factSchema(POSTURE_VALUES.screen_lock)),
    updates: v.optional(factSchema(POSTURE_VALUES.updates)),
    firewall: v.optional(factSchema(POSTURE_VALUES.firewall)),
  }),
});
export type RuledPosture = v.InferOutput<typeof ruledPostureSchema>;
