import { isDeepStrictEqual } from "node:util";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { VOUCH_SECONDS } from "@nearside/shared/lifetimes.ts";
import { authorization, mayBeProgram } from "@nearside/shared/statements/authorization.ts";
import { redirectOf } from "@nearside/shared/statements/elsewhere.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findRedirect } from "../../../register/redirects/redirect-store.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import type { Admitted } from "./admit-device.ts";
import type { RequestedAccess } from "./requested-access.ts";

/**
 * Demands that a program that is registered for a redirect logs in by one, and no other program: the keeper that vouches asks for
 * exactly what a browser of its own machine was sent here with (protocol §6).
 *
 * @throws OauthError `unauthorized_client`; Refused `request_unknown`, `request_settled`, `request_expired`, `request_mismatch`
 */
export async function demandRedirect(
  services: WithClock & WithDb,
  { device }: Pick<Admitted, "device">,
  { id, redirectGrant, document }: CommandLineClient,
  { scope, resource, authorizationDetails, stepUp }: RequestedAccess,
): Promise<void> {
  const redirect = redirectOf(device);
  const { iss } = device.claims;
  if (redirect === undefined && redirectGrant === undefined) return;
  if (redirect === undefined) throw new OauthError("unauthorized_client", oauthTexts.redirect.onlyRedirect);
  if (redirectGrant === undefined) throw new OauthError("unauthorized_client", oauthTexts.redirect.notAllowed);
  const kept = await findRedirect(services.db, redirect.authorization);
  if (kept === undefined || kept.deviceJkt !== iss) return refuse("request_unknown", "device_statement.redirect");
  if (kept.state !== "asked") refuse("request_settled", "device_statement.redirect");
  if (services.clock() >= kept.createdAt + VOUCH_SECONDS * 1000) refuse("request_expired", "device_statement.redirect");
  const { claims } = await authorization.read(kept.authorization);
  const asked = [
    claims.client.id,
    claims.client.document,
    claims.redirect_uri,
    claims.code_challenge,
    claims.dpop_jkt,
    claims.scope,
    claims.resource,
    claims.authorization_details,
    claims.acr_values,
    claims.max_age,
  ];
  const said = [
    id,
    document,
    redirect.uri,
    redirect.code_challenge,
    redirect.dpop_jkt,
    scope,
    resource,
    authorizationDetails,
    stepUp.acr_values,
    stepUp.max_age,
  ];
  if (!isDeepStrictEqual(asked, said)) refuse("request_mismatch", "device_statement.redirect");
  // Only the machine reports it: an honest keeper asks for no other program, and learns it here if the administrator has changed the list.
  if (!mayBeProgram(redirectGrant.executables, redirect.executable))
    refuse("request_mismatch", "device_statement.redirect.executable");
}
