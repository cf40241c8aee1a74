import type { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import { type StepUp, stepUpEntries } from "@nearside/shared/proof/step-up.ts";
import * as v from "valibot";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { demandLease } from "./demand-lease.ts";
import type { accessEntries, DeviceAuthorizationForm } from "./device-authorization-form.ts";
import { readDetails } from "./read-details.ts";

/**
 * The bytes of all that a client asks for together. Facts and token hold it whole. If it grew beyond their bounds, a login
 * could be approved and never redeemed.
 */
const MOST_ASKED = 8192;

/** The demands of a client, as it sent them: nothing is narrowed in silence. */
export interface RequestedAccess {
  readonly scope: string;
  readonly resource: readonly string[];
  readonly authorizationDetails: v.InferOutput<typeof authorizationDetailsSchema>;
  readonly stepUp: StepUp;
}

/**
 * @param issuer this server itself, which every client may name beside its own resources: /oauth/userinfo asks for it
 * @throws OauthError `invalid_request`, `invalid_scope` (RFC 6749 §5.2), `invalid_target` (RFC 8707 §2), `invalid_authorization_details`
 * (RFC 9396 §5)
 */
export function readRequestedAccess(
  client: CommandLineClient,
  form: Pick<DeviceAuthorizationForm, keyof typeof accessEntries>,
  issuer: string,
): RequestedAccess {
  const scopes = form.scope === "" ? [] : form.scope.split(" ");
  if (new Set(scopes).size !== scopes.length || scopes.some((scope) => !client.scopes.includes(scope)))
    throw new OauthError("invalid_scope", oauthTexts.access.scopes({ scopes: client.scopes.join(" ") }));
  const audiences = [...client.resources, issuer];
  if (form.resource.some((resource) => !audiences.includes(resource)))
    throw new OauthError("invalid_target", oauthTexts.access.resource);
  const authorizationDetails = form.authorization_details === undefined ? [] : readDetails(form.authorization_details);
  const { detailTypes } = client;
  if (detailTypes !== undefined && authorizationDetails.some(({ type }) => !detailTypes.includes(type)))
    throw new OauthError(
      "invalid_authorization_details",
      oauthTexts.access.detailTypes({ types: detailTypes.join(", ") }),
    );
  demandLease(client, { scope: form.scope, resource: form.resource, authorizationDetails }, issuer);
  const stepUp = readStepUp(form);
  const requested = { scope: form.scope, resource: form.resource, authorizationDetails, stepUp };
  if (Buffer.byteLength(JSON.stringify(requested)) > MOST_ASKED)
    throw new OauthError("invalid_request", oauthTexts.access.tooLong);
  return requested;
}

const stepUpSchema = v.strictObject(stepUpEntries);

/**
 * `acr_values` and `max_age` (RFC 9470 §4) as the facts have them: nothing is dropped in silence, since the person reads them.
 *
 * @throws OauthError `invalid_request`
 */
function readStepUp({ acr_values, max_age }: Pick<DeviceAuthorizationForm, "acr_values" | "max_age">): StepUp {
  const read = v.safeParse(stepUpSchema, {
    ...(acr_values === undefined ? {} : { acr_values: acr_values.split(" ") }),
    ...(max_age === undefined ? {} : { max_age: Number(max_age) }),
  });
  if (read.success) return read.output;
  throw new OauthError("invalid_request", oauthTexts.access.acrValues);
}
