import { isDeepStrictEqual } from "node:util";
import { verdictOf } from "@nearside/rules/judging/combine.ts";
import type { PostureReads } from "@nearside/rules/reading/posture-reads.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Posture, PostureName } from "@nearside/shared/posture/posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { append } from "../../platform/audit/event-log.ts";
import { postureTold } from "../../platform/audit/events/machines.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import { urgent } from "../../platform/store/urgent.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { findClient } from "../../register/clients/find-client.ts";
import { findParty, type Party } from "../../register/machines/party.ts";
import {
  type KeptPosture,
  keepPosture,
  keepSamePosture,
  keptPostureOf,
  valuesIn,
} from "../../register/machines/posture-store.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { findFamiliesOfMachine, type TokenFamily } from "../../register/tokens/token-store.ts";
import type { WithMetadata } from "../passkeys/metadata/metadata-in-force.ts";
import { rulesUnlessUnread } from "./current-rules.ts";
import { nextDue } from "./due-posture.ts";
import type { WithLocalTime } from "./local-time.ts";
import type { RuleServices } from "./rule-services.ts";
import { type Approved, givenOfToken } from "./rule-token.ts";
import type { WithRules } from "./rules-in-force.ts";
import type { Judged } from "./verdicts.ts";

/** A machine's word about itself, in a statement that was verified. */
export interface ToldPosture {
  readonly party: Party;
  readonly posture: Posture;
  /** `iat` of the statement. */
  readonly iat: number;
  readonly by: "login" | "refresh" | "report";
  readonly address: string;
}

/** What came of it: the logins that ended, the rules that ended them, and what rules look at. */
export interface PostureTaken {
  readonly ended: number;
  readonly rules: readonly DecidingRule[];
  /** The facts that rules in force look at. */
  readonly posture_ruled: readonly PostureName[];
  /** The youngest age that a rule in force compares with: seconds; null where none does. */
  readonly posture_age: number | null;
}

/** What a machine said, with all that has to be read before it is written down. */
export interface WeighedPosture {
  readonly now: KeptPosture;
  readonly isChanged: boolean;
  readonly denied: readonly Denied[];
  readonly reads: PostureReads;
}

/**
 * Weighs what a machine says of its own protection (protocol §4.8). Where a value has changed, the rules in force are asked about every
 * login of that machine that renews tokens. It changes nothing yet.
 */
export async function weighPosture(
  services: RuleServices & WithConfig,
  told: ToldPosture,
  inForce?: Promise<CompiledRules | undefined>,
): Promise<WeighedPosture> {
  const { party, posture, iat } = told;
  const before = party.device.posture;
  const now = keptPostureOf(posture, iat);
  const isChanged = !isDeepStrictEqual(valuesIn(before), valuesIn(now));
  const set = await (inForce ?? rulesUnlessUnread(services, services.db));
  if (set === undefined) return { now, isChanged, denied: [], reads: NOTHING };
  const reads = services.rules.postureReadBy(set);
  const asks = isChanged && reads.facts.length > 0;
  return { now, isChanged, reads, denied: asks ? await newlyDenied(services, set, told, before, now) : [] };
}

const NOTHING: PostureReads = { facts: [], ages: [] };

/** A login that is redeemed at this very moment is not seen yet. It is by then. Seconds. */
const ASK_AGAIN_AFTER = 5;

/**
 * Writes down what was weighed: one that the rules let in by what the machine said before, and refuse by what it says now, ends at once.
 * A statement that is older than the last one changes nothing.
 */
export async function writePosture(
  services: WithClock,
  trx: Trx,
  told: ToldPosture,
  { now, isChanged, denied, reads }: WeighedPosture,
): Promise<PostureTaken> {
  const { party, iat } = told;
  const { jkt } = party.device;
  const answer = { posture_ruled: reads.facts, posture_age: youngest(reads) };
  const seconds = secondsNow(services);
  const crossing = nextDue(now, reads, seconds);
  // also where nothing has changed: what counts is what was said last, and an earlier statement may still be on its way
  const statement = { deviceJkt: jkt, posture: now, statedAt: iat, dueAt: crossing };
  if (!isChanged) {
    await keepSamePosture(trx, statement);
    return { ended: 0, rules: [], ...answer };
  }
  const dueAt =
    reads.facts.length === 0 ? null : Math.min(crossing ?? Number.POSITIVE_INFINITY, seconds + ASK_AGAIN_AFTER);
  if (!(await keepPosture(trx, { ...statement, dueAt }))) return { ended: 0, rules: [], ...answer };
  const ended = await endDenied(trx, denied, services.clock());
  const data = {
    by: told.by,
    before: valuesIn(party.device.posture),
    now: valuesIn(now),
    ended: ended.map(({ family }) => family.id),
  };
  const whose = { user: party.user.id, device: jkt, address: told.address };
  await append(trx, postureTold(services.clock(), jkt, data), whose);
  const rules = new Map(ended.flatMap((one) => one.rules.map((rule) => [rule.id, rule] as const)));
  return { ended: ended.length, rules: [...rules.values()], ...answer };
}

/**
 * Takes what a machine says of itself, in a transaction of its own. Where that ends logins, it is written on a full disk too.
 *
 * @param first what the same transaction has to do before
 */
export async function takePosture(
  services: RuleServices & WithConfig,
  told: ToldPosture,
  first: (trx: Trx) => Promise<void> = async () => {},
): Promise<PostureTaken> {
  const weighed = await weighPosture(services, told);
  return inRoom(services, weighed.denied).execute(async (trx) => {
    await first(trx);
    return writePosture(services, trx, told, weighed);
  });
}

/** Seconds after which a word that has not changed is written again, where no rule looks at its age. */
const SAME_WORD_SECONDS = 3600;

/** The same at a refresh, which comes often: a word that has not changed and that no rule looks at the age of is not written each time. */
export async function takePostureOfRefresh(
  services: RuleServices & WithConfig,
  boundSetId: string,
  said: Omit<ToldPosture, "by" | "party">,
): Promise<void> {
  const [party, set] = await together(findParty(services.db, boundSetId), rulesUnlessUnread(services, services.db));
  if (party === undefined) return;
  const told = { ...said, party, by: "refresh" } as const;
  const weighed = await weighPosture(services, told, Promise.resolve(set));
  const { postureAt = Number.NEGATIVE_INFINITY } = told.party.device;
  const isKnown = !weighed.isChanged && weighed.reads.ages.length === 0 && told.iat < postureAt + SAME_WORD_SECONDS;
  if (isKnown) return;
  await inRoom(services, weighed.denied).execute((trx) => writePosture(services, trx, told, weighed));
}

/** A transaction that ends those logins: what ends one is written on a full disk too. */
export const inRoom = ({ db }: WithDb, denied: readonly Denied[]) =>
  (denied.length === 0 ? db : urgent(db)).transaction();

/** An author may write any number. Seconds. */
const OLDEST = 315_360_000;

const youngest = ({ ages }: PostureReads): number | null =>
  ages.length === 0 ? null : Math.max(0, Math.min(OLDEST, ...ages.map(({ seconds }) => seconds)));

/** Ends those logins. @returns the ones that had not ended before */
export async function endDenied(trx: Trx, denied: readonly Denied[], now: number): Promise<readonly Denied[]> {
  const ended: Denied[] = [];
  for (const one of denied)
    if ((await endFamily(trx, one.family.id, { reason: "rule_denied", by: "rules", now })) !== undefined)
      ended.push(one);
  return ended;
}

/** A login that rules refuse now. */
interface Denied {
  readonly family: TokenFamily;
  readonly rules: readonly DecidingRule[];
}

/** The logins of the machine that the rules would renew by the one word about it, and not by the other. */
export async function newlyDenied(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  { party, address }: Pick<ToldPosture, "party"> & { readonly address: string | undefined },
  before: KeptPosture | undefined,
  now: KeptPosture,
): Promise<readonly Denied[]> {
  // by their id, as every transaction locks them
  const families = await findFamiliesOfMachine(services.db, party.id, services.clock());
  const denied: Denied[] = [];
  for (const family of families) {
    const judge = await judgeFamily(services, set, family, party, address);
    if (judge === undefined || judge(before).verdict.outcome === "deny") continue;
    const { verdict } = judge(now);
    if (verdict.outcome === "deny") denied.push({ family, rules: verdict.rules });
  }
  return denied;
}

/**
 * Judges a login of the machine by whatever the machine might say. Undefined if its program is gone: its tokens count no more anyway.
 *
 * @param approved what the login rests on, where it is at hand
 */
export async function judgeFamily(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  family: TokenFamily,
  party: Party,
  address: string | undefined,
  approved?: Approved,
) {
  const client = await findClient(services, family.clientId);
  if (client === undefined) return undefined;
  const next = {
    action: "refresh",
    family,
    client,
    scope: family.scope,
    audience: family.grant.audience,
    detailTypes: family.grant.authorization_details.map(({ type }) => type),
    address,
  } as const;
  const givenBy = await givenOfToken(services, next, approved);
  return (posture: KeptPosture | undefined): Judged => {
    const given = givenBy({ ...party, device: { ...party.device, posture } });
    return { given, verdict: verdictOf(services.rules.engine, set, given) };
  };
}
