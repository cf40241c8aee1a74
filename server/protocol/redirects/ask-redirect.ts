import type { RedirectState } from "@nearside/shared/api/authorizations.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { AUTHORIZATION_SECONDS, REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { LIMITS } from "../../platform/limits/limits.ts";
import { RateLimited } from "../../platform/limits/rate-limited.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { takeTurnOf } from "../../platform/store/take-turn.ts";
import { secondsNow, type WithClock, type WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandActive } from "../../register/clients/find-client.ts";
import { checkActive, checkExtensionActive } from "../../register/machines/check-active.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import { findPartyInAnyState } from "../../register/machines/party.ts";
import {
  countOpenRedirects,
  findRedirect,
  insertRedirect,
  type KeptRedirect,
  redirectsOfMachine,
} from "../../register/redirects/redirect-store.ts";
import type { WithClientDocuments } from "../clients/documents/client-documents.ts";
import { readAsked, storeDescription } from "../clients/documents/take-document.ts";
import { stateOf } from "./follow-redirect.ts";

/**
 * Any page can send a browser here again and again, and each time makes a login of the machine. So these have half of the machine's open
 * logins at most, and command lines the rest (threat R9).
 *
 * @throws RateLimited
 */
async function demandRoom(services: WithBudgets & WithConfig, trx: Trx, deviceJkt: string, now: number): Promise<void> {
  await spend(services, "machine_logins", deviceJkt);
  const most = Math.ceil(LIMITS.open_logins_of_machine.points(services.config.limits) / 2);
  const open = await countOpenRedirects(trx, deviceJkt, now - REQUEST_SECONDS * 1000);
  if (open >= most) throw new RateLimited("open_logins_of_machine", deviceJkt, REQUEST_SECONDS);
}

type AskServices = WithBudgets &
  WithChanges &
  WithClientDocuments &
  WithClock &
  WithConfig &
  WithDb &
  WithKeys &
  WithLog &
  WithStopping;

/**
 * A browser of an enrolled machine was sent here by a program that only knows a redirect (protocol §6): its machine's keeper is asked.
 * The page may say it again, as after a reload.
 *
 * @param sent both statements, compact JWS
 * @throws Refused; RateLimited
 */
export async function askRedirect(
  services: AskServices,
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
  const party = await findPartyInAnyState(services.db, { extension }, "the log names it");
  if (party === undefined) return refuse("not_enrolled", "ask.jwk");
  const device = party.device.jkt;
  const { jti: id, client } = asked.claims;
  return logDeviceRefusal(services, "redirect", { jkt: device, address: from.address }, async () => {
    checkActive(party);
    checkExtensionActive(party, extension);
    const described =
      client.document === undefined ? undefined : await readAsked(services, client.id, client.document, from.address);
    const now = services.clock();
    const kept = {
      id,
      authorization: asked.jws,
      ask: ask.jws,
      browserSession: from.session,
      boundSetId: party.id,
      deviceJkt: device,
      state: "asked",
      createdAt: now,
      expiresAt: now + 2 * AUTHORIZATION_SECONDS * 1000,
    } as const;
    const isFirst = await services.db.transaction().execute(async (trx) => {
      await takeTurnOf(trx, "open_logins", party.user.id); // the first of the transaction: many at once are counted too
      const earlier = await findRedirect(trx, id);
      if (earlier !== undefined && isOfOther(earlier, kept)) refuse("other_session", "cookie");
      if (described !== undefined) await storeDescription(services, trx, described);
      const active = await demandActive({ ...services, db: trx }, client.id);
      if (active.redirectGrant === undefined) refuse("client_unknown", "client_id");
      if (earlier !== undefined) return false;
      await demandRoom(services, trx, device, now);
      return (await insertRedirect(trx, kept)) || refuse("other_session", "cookie"); // another person's browser came first
    });
    if (isFirst) services.changes.announce(redirectsOfMachine(device));
    const found = isFirst ? kept : await findRedirect(services.db, id);
    return found === undefined || isOfOther(found, kept) ? refuse("other_session", "cookie") : stateOf(services, found);
  });
}

type Asking = Pick<KeptRedirect, "browserSession" | "deviceJkt">;

const isOfOther = (one: Asking, other: Asking): boolean =>
  one.browserSession !== other.browserSession || one.deviceJkt !== other.deviceJkt;
