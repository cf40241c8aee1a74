import { isRefusalCode, refuse } from "@nearside/shared/chain/refusal.ts";
import type { ProgramAnswer } from "@nearside/shared/oauth/authorization-code.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { demandKeysKept, demandSigner } from "../../../platform/keys/demand-keys-kept.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { together } from "../../../platform/store/together.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Login } from "../../../register/logins/login.ts";
import { findLogin, settleLogin } from "../../../register/logins/login-store.ts";
import { redeem } from "../../../register/logins/transitions.ts";
import { markLogin } from "../../../register/people/people-index.ts";
import { insertAccessToken } from "../../../register/tokens/access-token-store.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { insertRefreshToken } from "../../../register/tokens/refresh-token-store.ts";
import { SingleUse } from "../../../register/tokens/single-use.ts";
import { insertFamily } from "../../../register/tokens/token-store.ts";
import { holdReusable } from "../../login/reusable-approval.ts";
import { demandLatestPosture, untilInTime } from "../../rules/overtaken.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { type MintServices, mintAccessToken, newRefreshToken, programAnswer, tokenAnswer } from "../mint-tokens.ts";
import { beginLease } from "./begin-lease.ts";
import { demandSecond, endIfLost, holdSecond, ruleWaited, signedForOthers } from "./hold-second.ts";
import { redemptionOf, signedTextsOf } from "./login-evidence.ts";
import { demandFoundations, foundationsOf, holdFoundations } from "./login-foundations.ts";
import { redeemedEvent, redeemedFamily } from "./redeemed-family.ts";
import { repeatAnswer } from "./repeat-answer.ts";
import { ruleRedemption } from "./rule-redemption.ts";

type Approved = Login & { readonly state: "approved" };
type Redemption = Awaited<ReturnType<typeof prepare>>;

/**
 * Turns an approved login into tokens, once (protocol §4.6). Of any number of requests at the same time one redeems; every other one,
 * and a request with the same session key within a minute, gets the same access token.
 *
 * @throws Refused the first thing that is no longer active, or `request_settled`; OauthError `access_denied` if rules ended the login
 */
export async function redeemLogin(
  services: MintServices & RuleServices & WithChanges & WithActiveTokens,
  login: Approved,
  once: SingleUse = new SingleUse(services),
): Promise<WrittenTokenAnswer> {
  return untilInTime(async () => {
    const redemption = await prepare(services, login, login.sessionJkt);
    const { family, access, refresh } = redemption;
    const won = await endIfLost(services, login, () => once.transaction((trx) => write(services, trx, redemption)));
    return won ? tokenAnswer(services, family, access, refresh.token) : answerLoser(services, family.loginId, once);
  });
}

/** A redemption by an authorization code adds this. */
interface ByCode {
  /** The request's own, for the ID token (OpenID Connect Core 1.0 §3.1.3.3). */
  readonly nonce: string | undefined;
  /** Thumbprint of the key that the program proved (RFC 9449 §5); undefined if it proved none. */
  readonly key: string | undefined;
  /** Uses the code up in the transaction that writes the tokens. @returns false if it counts no more */
  useUp(trx: Trx): Promise<boolean>;
}

/**
 * Turns an approved login into the token of a program that only knows a redirect, once (protocol §6), bound to the program's key if it proved
 * one. There is no token to renew it by.
 *
 * @returns undefined if the code was used before
 * @throws Refused the first thing that is no longer active
 */
export async function redeemForProgram(
  services: MintServices & RuleServices & WithChanges,
  login: Approved,
  { nonce, key, useUp }: ByCode,
  once: SingleUse,
): Promise<ProgramAnswer | undefined> {
  return untilInTime(async () => {
    const redemption = await prepare(services, login, key);
    const unrefreshed = { ...redemption, refresh: undefined, useUp };
    const won = await endIfLost(services, login, () => once.transaction((trx) => write(services, trx, unrefreshed)));
    return won
      ? programAnswer(services, redemption.family, redemption.access, { isBound: key !== undefined, nonce })
      : undefined;
  });
}

/** Judges the login, and makes all that its redemption writes. It changes nothing yet. @param key as of `mintAccessToken` */
async function prepare(services: MintServices & RuleServices & WithChanges, login: Approved, key: string | undefined) {
  const foundations = foundationsOf(login);
  const party = await demandFoundations(services, foundations);
  const family = await redeemedFamily(services, login, party);
  await ruleRedemption(services, login, party, family);
  const newcomers = await ruleWaited(services, login, party);
  const access = await mintAccessToken(services, family, key, family.grant.access_token_seconds);
  const added = await redemptionOf(services, login, access);
  const refresh = await newRefreshToken(services);
  const now = services.clock();
  const next = redeem(login) ?? refuse("request_settled", "request");
  const signed = [...(await signedTextsOf(login)), ...(await signedForOthers(login))];
  return { login, next, device: party.device, foundations, family, access, refresh, added, signed, newcomers, now };
}

/** @returns false if another request moved the login first */
async function write(
  { config, keys }: WithConfig & WithKeys,
  trx: Trx,
  redemption: Omit<Redemption, "refresh"> & { readonly refresh: Redemption["refresh"] | undefined } & Partial<
      Pick<ByCode, "useUp">
    >,
): Promise<boolean> {
  const { login, next, device, foundations, family, access, refresh, added, signed, newcomers, now, useUp } =
    redemption;
  const { id: familyId, expiresAt } = family;
  const [, , , second, , isFirst] = await together(
    demandKeysKept(trx, signed),
    signed.some(({ header }) => header.kid === access.kid)
      ? Promise.resolve()
      : demandSigner(trx, { keys }, access.kid),
    holdFoundations({ config, db: trx }, foundations), // a revocation may have come in since they were judged
    holdSecond(trx, login),
    demandLatestPosture(trx, device), // as may a report of the machine, which ends the logins that are there
    settleLogin(trx, login, next, added, now),
  );
  if (!isFirst) return false;
  // the keeper may have refused the program meanwhile
  if (useUp !== undefined && !(await useUp(trx))) refuse("request_settled", "code");
  await demandSecond(trx, login, second, newcomers, now);
  if (family.restsOn !== null) await demandEarlier(trx, family.restsOn, now);
  await insertFamily(trx, family);
  await beginLease(trx, family, now);
  await insertAccessToken(trx, access, { familyId, createdAt: now });
  if (refresh !== undefined) await insertRefreshToken(trx, { ...refresh, familyId, createdAt: now, expiresAt });
  await append(trx, redeemedEvent(now, family, access.jti, false), aboutMachine(family));
  await markLogin(trx, family.userId, now);
  return true;
}

/** Demands that the earlier approval still counts, and keeps it so until this transaction ends. */
async function demandEarlier(trx: Trx, requestId: string, now: number): Promise<void> {
  if ((await holdReusable(trx, requestId, now)) === undefined) refuse("standing_mismatch", "rests_on");
}

/** Answers a request that another one overtook, by what the login has become. */
async function answerLoser(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithActiveTokens,
  loginId: string,
  once: SingleUse,
): Promise<WrittenTokenAnswer> {
  const after = await findLogin(services.db, loginId);
  if (after?.state === "refused" && isRefusalCode(after.reason)) refuse(after.reason, "request");
  if (after?.state !== "redeemed") return refuse("request_settled", "request");
  return repeatAnswer(services, loginId, once);
}
