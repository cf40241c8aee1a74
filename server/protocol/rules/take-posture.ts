import { isDeepStrictEqual } from "node:util";
import type { PostureReads } from "@nearside/rules/reading/posture-reads.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Posture, PostureName } from "@nearside/shared/posture/posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { append } from "../../platform/audit/event-log.ts";
import { postureTold } from "../../platform/audit/events/machines.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Trx } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { findParty } from "../../register/machines/find-party.ts";
import type { Party } from "../../register/machines/party.ts";
import {
  findPosture,
  type KeptPosture,
  keepPosture,
  keepSamePosture,
  keptPostureOf,
  valuesIn,
} from "../../register/machines/posture-store.ts";
import type { TokenFamily } from "../../register/tokens/token-store.ts";
import { rulesUnlessUnread } from "./current-rules.ts";
import { nextDue } from "./due-posture.ts";
import { endDenied, inRoom, type Judgement, judgeLogins } from "./newly-denied.ts";
import { holdAsked, untilInTime } from "./overtaken.ts";
import type { RuleServices } from "./rule-services.ts";

/** A machine's report about itself, in a statement whose signature was verified. */
interface ReportedPosture {
  readonly party: Party;
  readonly posture: Posture;
  /** `iat` of the statement. */
  readonly iat: number;
  readonly by: "login" | "refresh" | "report";
  readonly address: string;
}

/** The outcome: the logins that ended, the rules that ended them, and what rules look at. */
export interface PostureTaken {
  readonly ended: number;
  readonly rules: readonly DecidingRule[];
  /** The facts that active rules look at. */
  readonly posture_ruled: readonly PostureName[];
  /** The youngest age that an active rule compares with: seconds; null where none does. */
  readonly posture_age: number | null;
}

/** A machine's report, with everything that has to be read before it is written down. */
export interface WeighedPosture {
  readonly told: ReportedPosture;
  readonly now: KeptPosture;
  readonly isChanged: boolean;
  /** Undefined where the rules need not be asked. */
  readonly judged: Judgement | undefined;
  readonly reads: PostureReads;
}

/**
 * Weighs what a machine says of its own protection (protocol §4.8). Where a value has changed, the active rules are asked about every
 * login of that machine that renews tokens. It changes nothing yet.
 */
export async function weighPosture(
  services: RuleServices & WithConfig,
  told: ReportedPosture,
  activeRules?: Promise<CompiledRules | undefined>,
): Promise<WeighedPosture> {
  const { party, posture, iat } = told;
  const before = party.device.posture;
  const now = keptPostureOf(posture, iat);
  const isChanged = !isDeepStrictEqual(valuesIn(before), valuesIn(now));
  const set = await (activeRules ?? rulesUnlessUnread(services, services.db));
  if (set === undefined) return { told, now, isChanged, judged: undefined, reads: NOTHING };
  const reads = services.rules.postureReadBy(set);
  const asks = isChanged && reads.facts.length > 0;
  const judged = asks ? await judgeLogins(services, set, told, before, now) : undefined;
  return { told, now, isChanged, judged, reads };
}

const NOTHING: PostureReads = { facts: [], ages: [] };

/** Weighs it again, beside what the machine has said by now. */
export async function weighAgain(
  services: RuleServices & WithConfig,
  { told }: WeighedPosture,
): Promise<WeighedPosture> {
  return weighPosture(services, {
    ...told,
    party: (await findParty(services.db, { boundSet: told.party.id })) ?? told.party,
  });
}

/**
 * Keeps what was weighed as it is until the transaction ends, which then writes it.
 *
 * @throws an error for `untilInTime` if something else came first
 */
export async function holdWeighed({ clock }: WithClock, trx: Trx, { told, judged }: WeighedPosture): Promise<void> {
  if (judged !== undefined) await holdAsked(trx, told.party, judged.asked, clock());
}

/**
 * Writes down what was weighed and is held: a login that the rules allowed by what the machine said before, and refuse by what it says now,
 * ends at once. A statement that is older than the last one changes nothing.
 */
export async function writePosture(
  services: WithClock,
  trx: Trx,
  { told, now, isChanged, judged, reads }: WeighedPosture,
): Promise<PostureTaken> {
  const { party, iat } = told;
  const { jkt } = party.device;
  const answer = { posture_ruled: reads.facts, posture_age: youngest(reads) };
  // also where nothing has changed: what counts is what was said last, and an earlier statement may still be on its way
  const dueAt = nextDue(now, reads, secondsNow(services));
  const statement = { deviceJkt: jkt, posture: now, statedAt: iat, dueAt };
  if (!isChanged) {
    await keepSamePosture(trx, statement);
    return { ended: 0, rules: [], ...answer };
  }
  if (!(await keepPosture(trx, statement))) return { ended: 0, rules: [], ...answer };
  const ended = await endDenied(trx, judged?.denied ?? [], services.clock());
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
  weighed: WeighedPosture,
  first: (trx: Trx) => Promise<void> = async () => {},
): Promise<PostureTaken> {
  return untilInTime(async (isAgain) => {
    const latest = isAgain ? await weighAgain(services, weighed) : weighed;
    return inRoom(services, latest.judged).execute(async (trx) => {
      await first(trx);
      await holdWeighed(services, trx, latest);
      return writePosture(services, trx, latest);
    });
  });
}

/** Seconds after which a report that has not changed is written again, where no rule looks at its age. */
const SAME_WORD_SECONDS = 3600;

/** The same at a refresh, which comes often: a report that has not changed, and whose age no rule looks at, is not written each time. */
export async function takePostureOfRefresh(
  services: RuleServices & WithConfig,
  { deviceJkt, grant }: Pick<TokenFamily, "deviceJkt" | "grant">,
  said: Omit<ReportedPosture, "by" | "party">,
): Promise<void> {
  const { db } = services;
  const [kept, set] = await together(findPosture(db, deviceJkt), rulesUnlessUnread(services, db));
  const isSame = isDeepStrictEqual(valuesIn(kept?.posture), valuesIn(keptPostureOf(said.posture, said.iat)));
  const isYoung = kept !== undefined && said.iat < kept.statedAt + SAME_WORD_SECONDS;
  if (isSame && isYoung && (set === undefined || services.rules.postureReadBy(set).ages.length === 0)) return;
  const party = await findParty(db, { boundSet: grant.bound_set_id });
  if (party === undefined) return;
  await takePosture(services, await weighPosture(services, { ...said, party, by: "refresh" }, Promise.resolve(set)));
}

/** An author may write any number. Seconds. */
const OLDEST = 315_360_000;

const youngest = ({ ages }: PostureReads): number | null =>
  ages.length === 0 ? null : Math.max(0, Math.min(OLDEST, ...ages.map(({ seconds }) => seconds)));
