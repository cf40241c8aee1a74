import type { RedirectState } from "@nearside/shared/api/authorizations.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { AUTHORIZATION_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandInForce } from "../../register/clients/find-client.ts";
import { checkExtensionInForce, checkInForce } from "../../register/machines/check-in-force.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import { findPartyByExtension } from "../../register/machines/party.ts";
import {
  countRedirects,
  findRedirect,
  insertRedirect,
  MOST_ASKED,
  redirectsOfMachine,
} from "../../register/redirects/redirect-store.ts";
import { stateOf } from "./follow-redirect.ts";

/**
 * A browser of an enrolled machine was sent here by a program that only knows a redirect (protocol §6): its machine's keeper is asked.
 * The page may say it again, as after a reload.
 *
 * @param sent both statements, compact JWS
 * @throws Refused; RateLimited
 */
export async function askRedirect(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys,
  sent: { readonly authorization: string; readonly ask: string },
  from: { readonly session: string; readonly address: string },
): Promise<RedirectState> {
  const { issuer } = services.config;
  const asked = await authorization.read(sent.authorization);
  await verifyServerSignature(asked, { issuer, serverKeys: services.keys.jwks.keys });
  if (secondsNow(services) >= asked.claims.exp) refuse("request_expired", "authorization");
  const ask = await redirectAsk.read(sent.ask);
  await verifySignature(ask, ask.header.jwk);
  if (ask.claims.authorization !== asked.hash) refuse("request_mismatch", "ask.authorization");
  if (ask.claims.aud !== issuer) refuse("wrong_audience", "ask.aud");
  if (ask.claims.iat !== asked.claims.iat) refuse("request_mismatch", "ask.iat");
  const extension = await thumbprintOf(ask.header.jwk);
  const party = await findPartyByExtension(services.db, extension);
  if (party === undefined) return refuse("not_enrolled", "ask.jwk");
  const device = party.device.jkt;
  const { jti: id, client } = asked.claims;
  return logDeviceRefusal(services, "redirect", { jkt: device, address: from.address }, async () => {
    checkInForce(party);
    checkExtensionInForce(party, extension);
    if ((await demandInForce(services, client.id)).redirectGrant === undefined) refuse("client_unknown", "client_id");
    const now = services.clock();
    const kept = {
      id,
      authorization: asked.jws,
      browserSession: from.session,
      boundSetId: party.id,
      deviceJkt: device,
      state: "asked",
      reason: null,
      loginId: null,
      codeExpiresAt: null,
      deliveredAt: null,
      createdAt: now,
      expiresAt: now + 2 * AUTHORIZATION_SECONDS * 1000,
    } as const;
    const isFirst = await services.db.transaction().execute(async (trx) => {
      if ((await findRedirect(trx, id)) === undefined) await spend(services, "asks_for_programs", device);
      if ((await countRedirects(trx, device, now)) >= 4 * MOST_ASKED) refuse("request_settled", "authorization");
      return insertRedirect(trx, kept);
    });
    if (isFirst) services.changes.announce(redirectsOfMachine(device));
    const found = isFirst ? kept : await findRedirect(services.db, id);
    if (found === undefined || found.browserSession !== from.session || found.deviceJkt !== device)
      return refuse("other_session", "cookie");
    return stateOf(services, found);
  });
}
