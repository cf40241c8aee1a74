import { verdictOf } from "@nearside/rules/judging/combine.ts";
import { BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { narrowedScope } from "@nearside/shared/oauth/scopes.ts";
import { WEAKEST_PROOF } from "@nearside/shared/proof/proof-tier.ts";
import { isFresh } from "@nearside/shared/proof/step-up.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import type { Given, RuleAction } from "@nearside/shared/rules/given.ts";
import { namesSecond } from "@nearside/shared/rules/second-approver.ts";
import { readHostKey } from "@nearside/shared/ssh/host-key.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { type Facts, readFacts } from "@nearside/shared/statements/facts.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { type Approval, terminalOf } from "../../register/logins/login.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { findHostName } from "../../register/machines/host-keys.ts";
import { findPartyInAnyState, type PartyInAnyState } from "../../register/machines/party.ts";
import { findLease } from "../../register/tokens/lease-store.ts";
import type { TokenFamily } from "../../register/tokens/token-store.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import type { WithRules } from "./active-rules.ts";
import { currentRules } from "./current-rules.ts";
import { findFactsOfPerson } from "./facts-of-person.ts";
import { givenOf } from "./given-of.ts";
import { askingRules } from "./judge-passkeys.ts";
import type { WithLocalTime } from "./local-time.ts";
import { recordRefusal, recordVerdict } from "./record-verdict.ts";
import type { RuleServices } from "./rule-services.ts";
import { denialOf, hasPrefix, type Judged } from "./verdicts.ts";

/** A token that is about to be made on the strength of an earlier approval. */
interface NextToken {
  readonly action: Exclude<RuleAction, "approve">;
  readonly family: TokenFamily;
  /** The client that gets it. */
  readonly client: Client;
  readonly scope: string;
  readonly audience: readonly string[];
  readonly detailTypes: readonly string[];
  /** The tools that are named for a token out of a lease. */
  readonly tools?: readonly string[] | undefined;
  /** The client's address; undefined where nobody asks just now, and then it is the one that asked for the login. */
  readonly address: string | undefined;
}

/** The token that the rules allow. */
export interface TokenRuling {
  readonly scope: string;
  /** Seconds; infinite where no rule limits it. */
  readonly life: number;
  /** Epoch milliseconds: the time at which the login has to be approved again. */
  readonly expiresAt: number;
  /** Stores the verdict if it is more than a plain yes, in the transaction that makes the token. */
  readonly record: (trx: Trx) => Promise<void>;
}

/**
 * Asks the rules about a refresh or an exchange (protocol §4.6). The person is asked for nothing here: the approval meets the demands, or a
 * new login has to.
 *
 * @throws RefusedByRules `rule_denied`, `rules_failed`, `rule_unmet`, `approval_too_old`
 */
export async function ruleToken(services: RuleServices, next: NextToken): Promise<TokenRuling> {
  const { family, scope } = next;
  const set = await currentRules(services, services.db);
  // of a host that nobody knows any more that set lets nothing pass (protocol §10.2)
  if (set.version === BUILT_IN_VERSION && family.grant.proof?.host !== "unknown")
    return { scope, life: Number.POSITIVE_INFINITY, expiresAt: family.expiresAt, record: async () => {} };
  const approved = await findApproval(services, family);
  const judged = await judgeToken(services, set, next, approved);
  try {
    return rulingOf(services, set, next, approved, judged);
  } catch (error) {
    await recordRefusal(services, set, family.loginId, judged);
    throw error;
  }
}

export interface Approved {
  readonly approval: Approval;
  readonly claims: Decision["claims"];
  readonly facts: string;
  readonly party: PartyInAnyState;
  readonly passkey: PartyInAnyState["passkeys"][number];
}

async function findApproval({ db }: WithDb, { loginId, grant }: TokenFamily): Promise<Approved> {
  const login = await findLogin(db, loginId);
  const party = await findPartyInAnyState(db, { boundSet: grant.bound_set_id }, "rules are asked about it");
  const passkey = party?.passkeys.find(({ credential_id }) => credential_id === grant.credential_id);
  if (login?.state !== "redeemed" || party === undefined || passkey === undefined)
    throw new Error("a token family lacks what it rests on");
  const { claims } = await decision.read(login.approval.decision);
  return { approval: login.approval, claims, facts: login.facts, party, passkey };
}

async function judgeToken(
  services: WithClock & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  next: NextToken,
  approved: Approved,
): Promise<Judged> {
  const given = (await givenOfToken(services, next, approved))(approved.party);
  return { given, verdict: verdictOf(services.rules.engine, set, given) };
}

/**
 * Collects what rules read of a token that is about to be made.
 *
 * @returns the input for the party as it is, or as it would be
 */
export async function givenOfToken(
  services: WithClock & WithDb & WithLocalTime & WithMetadata,
  { family, tools, ...next }: NextToken,
  approved?: Approved,
): Promise<(party: PartyInAnyState) => Given> {
  const { claims, facts: text, passkey } = approved ?? (await findApproval(services, family));
  const facts = await withHostNow(services.db, readFacts(text));
  const { forwarded = "unknown", ...proven } = family.grant.proof ?? WEAKEST_PROOF;
  const { loginId, userId, clientId, deviceJkt } = family;
  const whose = { loginId, userId, clientId, deviceJkt, terminal: terminalOf(facts) };
  const sources = {
    ...next,
    address: next.address ?? facts.seen.address,
    facts,
    factsOfPerson: await findFactsOfPerson(services.db, whose, services.clock()),
    proof: { ...proven, forwarded },
    approvalAge: secondsNow(services) - family.grant.auth_time,
    justification: claims.justification ?? undefined,
    ticket: claims.ticket,
    lease: { id: loginId, tools, callsLeft: await callsLeftOf(services.db, loginId, facts) },
  };
  return (party) => givenOf(services, { ...sources, party }, passkey);
}

/** The number of tokens that are left of the lease, if the login is for one that counts them. */
async function callsLeftOf(db: Db, loginId: string, facts: Facts): Promise<number | undefined> {
  const calls = readLease(facts)?.calls;
  if (calls === undefined) return undefined;
  const counted = await findLease(db, loginId);
  return Math.max(0, calls - (counted?.callsUsed ?? 0));
}

/** Gives the host the name under which administrators have its key now, which may be another one than at the login (protocol §10.4). */
export async function withHostNow(db: Db, facts: Facts): Promise<Facts> {
  if (facts.place?.kind !== "ssh") return facts;
  const { fingerprint } = await readHostKey(decodeBase64url(facts.place.host_key, "host_key"));
  return { ...facts, host: await findHostName(db, fingerprint) };
}

function rulingOf(
  services: WithClock,
  set: CompiledRules,
  { family, scope }: NextToken,
  { approval, claims, passkey }: Approved,
  judged: Judged,
): TokenRuling {
  const { outcome, rules, demands, reports } = judged.verdict;
  if (outcome === "deny") throw new RefusedByRules(denialOf([judged.verdict]), rules);
  const isMissing = (demanded: Demands): boolean =>
    (demanded.device_bound && passkey.backup_eligible) ||
    (demanded.attested && passkey.attestationVerdict !== "attested") ||
    (demanded.security_key && approval.security_key === undefined) ||
    (demanded.justification && claims.justification === null) ||
    (demanded.ticket !== null && !hasPrefix(claims.ticket, demanded.ticket)) ||
    !namesSecond(demanded.second, claims.second ?? null);
  if (isMissing(demands)) throw new RefusedByRules("rule_unmet", askingRules(set, rules, isMissing));
  const fresh = demands.fresh_touch ?? undefined;
  if (!isFresh(family.grant.auth_time, secondsNow(services), { max_age: fresh }))
    throw new RefusedByRules(
      "approval_too_old",
      askingRules(set, rules, ({ fresh_touch }) => fresh_touch !== null),
    );
  const lasts = demands.refresh_token === null ? Number.POSITIVE_INFINITY : demands.refresh_token * 1000;
  const expiresAt = Math.min(family.expiresAt, family.createdAt + lasts);
  if (expiresAt <= services.clock())
    throw new RefusedByRules(
      "approval_too_old",
      askingRules(set, rules, ({ refresh_token }) => refresh_token !== null),
    );
  const left = demands.scopes === null ? scope : narrowedScope(scope, demands.scopes);
  const life = demands.access_token ?? Number.POSITIVE_INFINITY;
  const isPlain = left === scope && expiresAt === family.expiresAt && demands.access_token === null;
  return {
    scope: left,
    life,
    expiresAt,
    record: async (trx) => {
      if (!isPlain || reports.length > 0) await recordVerdict(trx, set, family.loginId, judged);
    },
  };
}
