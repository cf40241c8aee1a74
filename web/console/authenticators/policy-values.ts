import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { FormValues } from "../form/form-values.ts";

/** Gives the policy that the form's fields describe, to be read by the contract's schema. */
export function policyOf(values: FormValues): Readonly<Record<keyof AuthenticatorPolicy, unknown>> {
  const allow = modelsIn(values["allow"]);
  const formats = values["formats"];
  const level = values["minimum_certification"];
  return {
    allow: allow.length === 0 ? null : allow,
    deny: modelsIn(values["deny"]),
    formats: Array.isArray(formats) && formats.length > 0 ? formats : null,
    minimum_certification: level === "" ? null : level,
    attested_only: values["attested_only"],
    device_bound_only: values["device_bound_only"],
  };
}

/** Splits models that were typed one a line or between commas, and drops repetitions. */
function modelsIn(typed: unknown): readonly string[] {
  const models = String(typed ?? "")
    .split(/[\s,;]+/)
    .filter((model) => model !== "")
    .map((model) => model.toLowerCase());
  return [...new Set(models)];
}

/** Writes models one a line, as a person types them. */
export const linesOf = (models: readonly string[] | null): string => (models ?? []).join("\n");
