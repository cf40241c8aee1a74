import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import type { Newcomer } from "@nearside/shared/api/second-wait.ts";
import { isRefusalCode, refuse, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { CodeAnswer } from "@nearside/shared/oauth/authorization-code.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { heldBy } from "../../../platform/limits/held-by.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { hold } from "../../../platform/waiting/hold.ts";
import type { Login, NotCounting } from "../../../register/logins/login.ts";
import { findLoginByDeviceCode } from "../../../register/logins/login-store.ts";
import { isOpen } from "../../../register/logins/transitions.ts";
import { findTroubles } from "../../../register/logins/trouble-store.ts";
import { findUsers, nameOf } from "../../../register/people/users.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { SingleUse } from "../../../register/tokens/single-use.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { isWaitedFor, noteHangUp, notePoll } from "../../login/command-line-waits.ts";
import { currentLogin, expireIfDue } from "../../login/current-login.ts";
import { logRefusal, noteRefusal } from "../../login/log-refusal.ts";
import { isAskedBy, isStill, type Own } from "../../login/own-login.ts";
import { secondWaitOf } from "../../login/second/second-wait.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import type { MintServices } from "../mint-tokens.ts";
import { issueCode } from "./issue-code.ts";
import { redeemLogin } from "./redeem-login.ts";
import { repeatAnswer } from "./repeat-answer.ts";

// These codes are for the security log only.
const CLIENT_DIFFERS = ["request_mismatch", "client_id"] as const;
const KEY_DIFFERS = ["key_mismatch", "dpop.jwk"] as const;

/**
 * Finds the login of that device code, for its own client and session key.
 *
 * @throws OauthError `invalid_grant`: one answer for an unknown code, another client's and another key's (threat R13); the log tells
 * them apart
 */
export async function demandLogin(
  services: WithClock & WithDb,
  deviceCode: string,
  sessionJkt: string,
  client: CommandLineClient,
): Promise<Own> {
  const login = await findLoginByDeviceCode(services.db, await sha256Base64url(deviceCode));
  const isClients = login?.clientId === client.id;
  if (login !== undefined && isClients && isAskedBy(login, sessionJkt)) return login;
  const [code, field] = isClients ? KEY_DIFFERS : CLIENT_DIFFERS;
  if (login !== undefined) await noteRefusal(services, "redeem", login.id, code, field);
  throw new OauthError("invalid_grant", oauthTexts.poll.deviceCode);
}

/** The address from which a client polls, and the state that it knows already. */
export interface Poll {
  readonly address: string;
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
  /** The number of troubles that the client has; undefined if it requests none, and then no trouble ends its wait. */
  readonly knownTrouble: number | undefined;
  /** The thing that the client knows to be wanted; undefined if it does not request it, and then no such thing ends its wait. */
  readonly knownWanted: "none" | Wanted["what"] | undefined;
  /** The version of what the client knows of the people who are asked as well; undefined likewise. */
  readonly knownSecond: number | undefined;
}

/** The thing that rules want the person to type (protocol §4.5). */
const wantedOf = (login: Login): Wanted | null => (login.state === "met" ? login.wanted : null);

const isRedeemable = ({ state }: Login): boolean => state === "approved" || state === "redeemed";

interface Progress {
  readonly login: Own;
  /** Reported while the login is pending. Once it is met, earlier reports of browsers no longer count. */
  readonly trouble: readonly BrowserTrouble[];
}

/**
 * Answers one poll of the device grant (RFC 8628 §3.4, §3.5), and holds it open until the login is decided (protocol §4.6).
 *
 * @param found as {@link demandLogin} found it for the program and the key of the DPoP proof
 * @throws OauthError `authorization_pending`, `access_denied`, `expired_token`; Refused; RateLimited
 */
export async function pollLogin(
  services: MintServices & RuleServices & WithBudgets & WithChanges & WithStopping & WithActiveTokens,
  found: Own,
  poll: Poll,
  once: SingleUse = new SingleUse(services),
): Promise<WrittenTokenAnswer | CodeAnswer> {
  const progressOf = async (login: Login): Promise<Progress> => {
    if (!isStill(found, login)) throw new Error("another login was read");
    return { login, trouble: login.state === "pending" ? await findTroubles(services.db, login.id) : [] };
  };
  const read = async () => progressOf(await currentLogin(services, found.id));
  const first = await progressOf(await expireIfDue(services, found));
  await once.spend(() => spend(services, "polls", first.login.id));
  // A proof counts once, however long the poll is held. A redemption records its use with everything that it writes.
  const waitedUntil = isRedeemable(first.login) ? undefined : await notePolled(services, first.login, once);
  const progress = isNews(first, poll) ? first : await waitForNews(services, first.login, read, poll);
  if (waitedUntil !== undefined && poll.gone.aborted) await recordAway(services, first.login, waitedUntil);
  return answerOf(services, progress, once);
}

/** True if the client learns something from an answer. */
const isNews = (
  { login, trouble }: Progress,
  { knownTrouble = Number.POSITIVE_INFINITY, knownWanted, knownSecond }: Poll,
): boolean =>
  (login.state !== "pending" && login.state !== "met" && login.state !== "waiting") ||
  (login.state === "waiting" && knownSecond !== undefined && knownSecond !== login.version) ||
  trouble.length > knownTrouble ||
  (knownWanted !== undefined && knownWanted !== (wantedOf(login)?.what ?? "none"));

const waitForNews = async (
  services: WithChanges & WithConfig & WithStopping,
  { id: subject, deviceJkt }: Login,
  read: () => Promise<Progress>,
  poll: Poll,
): Promise<Progress> => {
  const holders = [...heldBy.address(services, poll.address), heldBy.machine(deviceJkt)];
  const gone = AbortSignal.any([poll.gone, services.stopping]);
  return hold(services.changes, { subject, holders, gone }, read, (progress) => isNews(progress, poll));
};

/** True if its keeper vouches for a program that only knows a redirect (protocol §6). */
const isForProgram = ({ facts }: Login): boolean => readFacts(facts).redirect !== undefined;

/** Answers by the state of the login: with tokens, with the code for a program, or with the reason for which it has none (RFC 8628 §3.5). */
async function answerOf(
  services: MintServices & RuleServices & WithChanges & WithActiveTokens,
  { login, trouble }: Progress,
  once: SingleUse,
): Promise<WrittenTokenAnswer | CodeAnswer> {
  switch (login.state) {
    case "pending":
    case "met":
      throw new OauthError("authorization_pending", oauthTexts.poll.waitsForApproval, {
        isOrdinary: true,
        trouble,
        wanted: wantedOf(login),
      });
    case "waiting":
      throw new OauthError("authorization_pending", oauthTexts.poll.waitsForSecond, {
        isOrdinary: true,
        second: await secondWaitOf(services, login),
      });
    case "approved":
      if (isForProgram(login))
        return logRefusal(services, "redeem", login.id, () => issueCode(services, login.id, once));
      return logRefusal(services, "redeem", login.id, () => redeemLogin(services, login, once));
    case "redeemed":
      // the program has its token, which is for nobody else
      if (isForProgram(login)) return logRefusal(services, "redeem", login.id, () => refuse("request_settled", "code"));
      return logRefusal(services, "redeem", login.id, () => repeatAnswer(services, login.id, once));
    case "denied":
      throw new OauthError("access_denied", sentenceOf("denied"), {
        ...{ refusal: "denied", reason: login.reason, by: login.by?.name },
      });
    case "expired":
      throw new OauthError("expired_token", sentenceOf("request_expired"), { refusal: "request_expired" });
    case "refused":
      throw isRefusalCode(login.reason)
        ? new OauthError("access_denied", sentenceOf(login.reason), {
            ...{ refusal: login.reason, rules: login.rules },
            newcomers: await namedNewcomers(services, login.newcomers ?? []),
          })
        : new OauthError("access_denied", login.reason);
    case "withdrawn":
      throw new OauthError("access_denied", sentenceOf("request_withdrawn"), { refusal: "request_withdrawn" });
  }
}

/** The people by the names that they have now. */
async function namedNewcomers({ db }: WithDb, newcomers: readonly NotCounting[]): Promise<readonly Newcomer[]> {
  const ids = newcomers.map(({ id }) => id);
  const users = await findUsers(db, ids);
  return newcomers.map(({ id, counts_from }) => ({ name: nameOf(users.get(id)).name, counts_from }));
}

/**
 * Uses the proof up. Where the login may still be approved, it also writes down that its command line waits, and its page learns of a
 * command line that was away and is back.
 *
 * @returns epoch milliseconds until which the login is waited for; undefined if it has ended
 */
async function notePolled(
  services: WithChanges & WithClock,
  login: Login,
  once: SingleUse,
): Promise<number | undefined> {
  if (!isOpen(login)) {
    await once.record();
    return undefined;
  }
  const now = services.clock();
  const until = await once.transaction((trx) => notePoll(trx, login.id, now));
  if (!isWaitedFor(login, now)) services.changes.announce(login.id);
  return until;
}

/** Writes down that the client hung up, and tells the page. @param waitedUntil as {@link notePolled} gave it */
async function recordAway(
  services: WithChanges & WithClock & WithDb,
  { id }: Login,
  waitedUntil: number,
): Promise<void> {
  if (await noteHangUp(services.db, id, waitedUntil, services.clock())) services.changes.announce(id);
}
