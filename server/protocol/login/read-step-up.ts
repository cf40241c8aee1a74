import { type StepUp, stepUpEntries } from "@nearside/shared/proof/step-up.ts";
import * as v from "valibot";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { DeviceAuthorizationForm } from "./device-authorization-form.ts";

const stepUpSchema = v.strictObject(stepUpEntries);

/**
 * `acr_values` and `max_age` (RFC 9470 §4) as the facts have them: nothing is dropped in silence, since the person reads them.
 *
 * @throws OauthError `invalid_request`
 */
export function readStepUp({ acr_values, max_age }: Pick<DeviceAuthorizationForm, "acr_values" | "max_age">): StepUp {
  const read = v.safeParse(stepUpSchema, {
    ...(acr_values === undefined ? {} : { acr_values: acr_values.split(" ") }),
    ...(max_age === undefined ? {} : { max_age: Number(max_age) }),
  });
  if (read.success) return read.output;
  throw new OauthError(
    "invalid_request",
    "acr_values must be at most 8 different classes with one blank between them.",
  );
}
