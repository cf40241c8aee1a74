import { refuse } from "@nearside/shared/chain/refusal.ts";
import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import { LEASE_TYPE, type Lease, leaseDetailSchema, leaseLeft, readLease } from "@nearside/shared/oauth/lease.ts";
import { fieldOf } from "@nearside/shared/refused.ts";
import { redirectOf } from "@nearside/shared/statements/elsewhere.ts";
import { type Facts, readFacts } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { BUILT_IN } from "../../../platform/config/client-settings.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { withLeaseRefusal } from "../../../register/tokens/lease-refusal.ts";
import { exhaustionOf, findLease } from "../../../register/tokens/lease-store.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import type { Admitted } from "./admit-device.ts";

/** The parts of a program's request by which a lease is judged. */
interface Asked {
  readonly scope: string;
  readonly resource: readonly string[];
  readonly authorizationDetails: readonly { readonly type: string }[];
}

/**
 * Demands that a login with the detail of a lease asks for that lease alone, and that the lease is for no more than its program may ask
 * for (protocol §12, threat A4). So its own token opens no API, and each token from it is within what the person read.
 * Its APIs are never at this server's own origin, even where the operator lists one there: with it the agent would get proofs by the lease's
 * key for this server, and could write the record of what it does itself.
 *
 * @param issuer this server, an origin
 * @throws OauthError `invalid_authorization_details`, `invalid_scope`, `invalid_target`
 */
export function demandLease(
  client: CommandLineClient,
  { scope, resource, authorizationDetails }: Asked,
  issuer: string,
): void {
  const detail = authorizationDetails.find(({ type }) => type === LEASE_TYPE);
  if (detail === undefined) return;
  if (!mayLease(client)) refuseDetails(oauthTexts.lease.notAllowed({ type: LEASE_TYPE }));
  if (authorizationDetails.length > 1 || scope !== "" || resource.length > 0) refuseDetails(oauthTexts.lease.alone);
  const { access, for: lasts } = readDetail(detail);
  if (lasts > client.refreshTokenSeconds)
    refuseDetails(oauthTexts.lease.tooLong({ seconds: client.refreshTokenSeconds }));
  for (const { resource: api, scope: words } of access) {
    if (parseUrl(api)?.origin === issuer) throw new OauthError("invalid_target", oauthTexts.lease.ownServer);
    if (!client.resources.includes(api)) throw new OauthError("invalid_target", oauthTexts.lease.resource);
    if (words !== "" && words.split(" ").some((word) => !client.scopes.includes(word)))
      throw new OauthError("invalid_scope", oauthTexts.access.scopes({ scopes: client.scopes.join(" ") }));
  }
}

/** The built-in command line, unless its operator wrote down other types, and each program whose types name a lease. */
const mayLease = ({ id, detailTypes, redirectGrant }: CommandLineClient): boolean =>
  redirectGrant === undefined && (detailTypes === undefined ? id === BUILT_IN.id : detailTypes.includes(LEASE_TYPE));

function readDetail(detail: object): Lease {
  const read = v.safeParse(leaseDetailSchema, detail);
  if (read.success) return read.output;
  return refuseDetails(oauthTexts.lease.unreadable({ field: fieldOf(read.issues[0], "detail") }));
}

/**
 * Demands that a lease begins on the machine itself, and that the lease to which it adds is of the same machine and person, and has not
 * ended (threat A4).
 *
 * @returns the lease to which it adds, with what is left of it; undefined if it adds to none
 * @throws OauthError `invalid_authorization_details`
 * @throws Refused `lease_over`, `lease_idle`, `lease_ended`, or what else is no longer active of the lease to which it adds
 */
export async function demandLeaseOfMachine(
  services: WithClock & WithDb & WithActiveTokens,
  { device, party, elsewhere }: Admitted,
  { authorizationDetails }: Pick<Asked, "authorizationDetails">,
): Promise<Facts["authorization_details"] | undefined> {
  const lease = readLease({ authorization_details: authorizationDetails });
  if (lease === undefined) return undefined;
  if (elsewhere !== undefined || redirectOf(device) !== undefined) refuseDetails(oauthTexts.lease.ownMachine);
  if (lease.after === undefined) return undefined;
  const earlier = await findLogin(services.db, lease.after);
  const isOwn = earlier?.boundSetId === party.id && earlier.userId === party.user.id;
  const facts = isOwn && earlier.state === "redeemed" ? readFacts(earlier.facts) : undefined;
  const before = facts === undefined ? undefined : readLease(facts);
  if (before === undefined) return refuseDetails(oauthTexts.lease.noEarlier);
  return [leaseLeft(before, await demandNotEnded(services, lease.after))];
}

/**
 * The page shows what the earlier lease allows already, which has to be so. One whose calls are used up has not ended, and may be added to.
 *
 * @returns what is left of it: seconds, and calls where they are counted
 */
async function demandNotEnded(
  services: WithClock & WithDb & WithActiveTokens,
  loginId: string,
): Promise<{ readonly seconds: number; readonly calls: number | null }> {
  const { activeTokens, clock, db } = services;
  const family = await findFamily(db, { loginId });
  if (family === undefined) return refuse("lease_ended", "lease.after");
  await withLeaseRefusal(services, family, () => activeTokens.demandFamily(db, family.id));
  const counted = await findLease(db, loginId);
  const code = counted === undefined ? "lease_ended" : exhaustionOf(counted, clock());
  if (counted === undefined || (code !== undefined && code !== "lease_spent"))
    return refuse(code ?? "lease_ended", "lease");
  const { expiresAt, callsAllowed, callsUsed } = counted;
  const calls = callsAllowed === null ? null : Math.max(0, callsAllowed - callsUsed);
  return { seconds: (expiresAt - clock()) / 1000, calls };
}

function refuseDetails(description: string): never {
  throw new OauthError("invalid_authorization_details", description);
}
