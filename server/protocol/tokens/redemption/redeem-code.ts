import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { ProgramAnswer } from "@nearside/shared/oauth/authorization-code.ts";
import { type Authorization, authorization } from "@nearside/shared/statements/authorization.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { codeRefused } from "../../../platform/audit/events/redirects.ts";
import { takeTurnToAppend } from "../../../platform/audit/room-in-log.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Login } from "../../../register/logins/login.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import {
  findRedirectByCode,
  type KeptRedirect,
  loginOfRedirect,
  useCode,
} from "../../../register/redirects/redirect-store.ts";
import type { SingleUse } from "../../../register/tokens/single-use.ts";
import { findFamily, revokeFamily } from "../../../register/tokens/token-store.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { expireIfDue } from "../../login/current-login.ts";
import { logRefusal } from "../../login/log-refusal.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import type { MintServices } from "../mint-tokens.ts";
import { narrowedGrant, type TokenLimits } from "../narrowed-grant.ts";
import { redeemForProgram } from "./redeem-login.ts";

/** A request for the token of a code (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export interface CodeRequest {
  readonly code: string;
  readonly redirectUri: string | undefined;
  readonly verifier: string;
  readonly limits: TokenLimits;
}

type CodeServices = MintServices & RuleServices & WithChanges;
type Cause = Parameters<typeof codeRefused>[2]["code"];

/** One answer for every reason, so that who has stolen a code learns nothing. The log tells them apart. */
const notValid = (): OauthError => new OauthError("invalid_grant", oauthTexts.grant.code);

/** A code that is good for the one who shows it so, and its login. */
interface GoodCode {
  readonly kept: KeptRedirect;
  readonly hash: string;
  readonly login: Login & { readonly state: "approved" };
  readonly nonce: string | undefined;
  readonly key: string | undefined;
}

/**
 * Demands the code of a program, within a minute of its making (RFC 6749 §4.1.3, protocol §6). Its verifier must fit the challenge with which
 * the program began, and its key the one that it named then. A code that comes a second time ends the tokens of the first.
 *
 * @param key thumbprint of the key that the program proved (RFC 9449 §5); undefined if it proved none
 * @throws OauthError `invalid_grant`, `invalid_target`
 */
export async function demandCode(
  services: WithChanges & WithClock & WithConfig & WithDb,
  client: CommandLineClient,
  request: CodeRequest,
  key: string | undefined,
): Promise<GoodCode> {
  const hash = await sha256Base64url(request.code);
  const kept = await findRedirectByCode(services.db, hash);
  if (kept === undefined) throw notValid();
  const { claims } = await authorization.read(kept.authorization);
  const cause = await whyNot(services, client, kept, claims, request, key);
  if (cause !== undefined) return refuseCode(services, kept, cause);
  const login = await loginOf(services, kept);
  if (login === undefined) return refuseCode(services, kept, "refused");
  return { kept, hash, login, nonce: claims.nonce, key };
}

/**
 * Redeems the code of a program, once (RFC 6749 §4.1.2, protocol §6).
 *
 * @throws OauthError `invalid_grant`; Refused what is no longer active
 */
export async function redeemCode(
  services: CodeServices,
  { kept, hash, login, nonce, key }: GoodCode,
  once: SingleUse,
): Promise<ProgramAnswer> {
  return logRefusal(services, "redeem", login.id, async () => {
    const useUp = (trx: Trx) => useCode(trx, kept.id, hash);
    const answer = await redeemForProgram(services, login, { nonce, key, useUp }, once);
    if (answer !== undefined) for (const subject of [login.id, kept.id]) services.changes.announce(subject);
    return answer ?? refuseCode(services, kept, "used");
  });
}

async function whyNot(
  services: WithClock & WithConfig,
  client: CommandLineClient,
  kept: KeptRedirect,
  claims: Authorization["claims"],
  { redirectUri, verifier, limits }: CodeRequest,
  key: string | undefined,
): Promise<Cause | undefined> {
  if (claims.client.id !== client.id) return "client";
  if (claims.client.document !== client.document) return "client"; // it describes itself otherwise by now (threat R37)
  if ((await sha256Base64url(verifier)) !== claims.code_challenge) return "verifier";
  if (redirectUri !== claims.redirect_uri) return "redirect_uri";
  if (claims.dpop_jkt !== undefined && key !== claims.dpop_jkt) return "key";
  if (kept.state === "used") return "used";
  if (kept.state !== "coded") return "refused";
  if (services.clock() >= kept.codeExpiresAt) return "expired";
  // The token is the one that the person approved, and no other (RFC 8707 §2.2).
  const { resource, scope, authorization_details } = claims;
  const aud = resource.length === 0 ? [services.config.issuer] : resource;
  const { audience } = narrowedGrant({ aud, scope, authorization_details }, limits, client);
  if (aud.some((each) => !audience.includes(each)))
    throw new OauthError("invalid_target", oauthTexts.grant.wholeResource);
  return undefined;
}

async function loginOf(
  services: WithChanges & WithClock & WithDb,
  kept: KeptRedirect,
): Promise<(Login & { readonly state: "approved" }) | undefined> {
  const loginId = loginOfRedirect(kept);
  const found = loginId === null ? undefined : await findLogin(services.db, loginId);
  const login = found && (await expireIfDue(services, found));
  return login?.state === "approved" ? login : undefined;
}

/**
 * Refuses and logs it. Only who has the verifier ends the tokens of a code that was used: a thief of the code alone ends nothing.
 *
 * @throws OauthError `invalid_grant`
 */
async function refuseCode(services: WithClock & WithDb, kept: KeptRedirect, cause: Cause): Promise<never> {
  const [id, loginId] = [kept.id, loginOfRedirect(kept)];
  await services.db.transaction().execute(async (trx) => {
    await takeTurnToAppend(trx, codeRefused, id);
    const family = cause === "used" && loginId !== null ? await findFamily(trx, { loginId }) : undefined;
    const ended = family !== undefined && (await revokeFamily(trx, family.id, "code_reused"));
    const about = family === undefined ? {} : { user: family.userId, device: family.deviceJkt };
    await append(trx, codeRefused(services.clock(), id, { login: loginId, code: cause, ended }), about);
  });
  throw notValid();
}
