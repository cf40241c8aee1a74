import { isDeepStrictEqual } from "node:util";
import { verdictOf } from "@nearside/rules/judging/combine.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { append } from "../../platform/audit/event-log.ts";
import { postureTold } from "../../platform/audit/events/machines.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findClient } from "../../register/clients/find-client.ts";
import type { Party } from "../../register/machines/party.ts";
import { type KeptPosture, keepPosture, keptPostureOf, valuesIn } from "../../register/machines/posture-store.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { findFamiliesOfMachine, type TokenFamily } from "../../register/tokens/token-store.ts";
import type { WithMetadata } from "../passkeys/metadata/metadata-in-force.ts";
import { rulesUnlessUnread } from "./current-rules.ts";
import type { WithLocalTime } from "./local-time.ts";
import type { RuleServices } from "./rule-services.ts";
import { givenOfToken } from "./rule-token.ts";
import type { WithRules } from "./rules-in-force.ts";

/** A machine's word about itself, in a statement that was verified. */
interface ToldPosture {
  readonly party: Party;
  readonly posture: Posture;
  /** `iat` of the statement. */
  readonly iat: number;
  readonly by: "login" | "refresh" | "report";
  readonly address: string;
}

/** What came of it: the logins that ended, and the rules that ended them. */
export interface PostureTaken {
  readonly ended: number;
  readonly rules: readonly DecidingRule[];
}

const NOTHING: PostureTaken = { ended: 0, rules: [] };

/**
 * Takes what a machine says of its own protection (protocol §4.8). Where a value has changed, the rules in force are asked about every
 * login of that machine that renews tokens: one that they let in by what it said before, and refuse by what it says now, ends at once.
 * A statement that is older than the last one changes nothing.
 */
export async function takePosture(services: RuleServices & WithConfig, told: ToldPosture): Promise<PostureTaken> {
  const { party, iat } = told;
  const before = party.device.posture;
  const now = keptPostureOf(told.posture, iat);
  const isChanged = !isDeepStrictEqual(valuesIn(before), valuesIn(now));
  const denied = isChanged ? await newlyDenied(services, told, before, now) : [];
  return services.db.transaction().execute(async (trx) => {
    // also where nothing has changed: what counts is what was said last, and an earlier statement may still be on its way
    if (!(await keepPosture(trx, party.device.jkt, now, iat))) return NOTHING;
    const ended: Denied[] = [];
    for (const one of denied) {
      const ending = { reason: "rule_denied", by: "rules", now: services.clock() } as const;
      if ((await endFamily(trx, one.family.id, ending)) !== undefined) ended.push(one);
    }
    if (isChanged) {
      const data = {
        by: told.by,
        before: valuesIn(before),
        now: valuesIn(now),
        ended: ended.map(({ family }) => family.id),
      };
      const whose = { user: party.user.id, device: party.device.jkt, address: told.address };
      await append(trx, postureTold(services.clock(), party.device.jkt, data), whose);
    }
    const rules = new Map(ended.flatMap((one) => one.rules.map((rule) => [rule.id, rule] as const)));
    return { ended: ended.length, rules: [...rules.values()] };
  });
}

interface Denied {
  readonly family: TokenFamily;
  readonly rules: readonly DecidingRule[];
}

/** The logins of the machine that the rules would renew by what it said before, and not by what it says now. */
async function newlyDenied(
  services: RuleServices & WithConfig,
  { party, address }: ToldPosture,
  before: KeptPosture | undefined,
  now: KeptPosture,
): Promise<readonly Denied[]> {
  const set = await rulesUnlessUnread(services, services.db);
  if (set === undefined || services.rules.postureReadBy(set).length === 0) return [];
  // by their id, as every transaction locks them
  const families = await findFamiliesOfMachine(services.db, party.id, services.clock());
  const denied: Denied[] = [];
  for (const family of families) {
    const judge = await judgeFamily(services, set, family, party, address);
    if (judge === undefined || judge(before).outcome === "deny") continue;
    const verdict = judge(now);
    if (verdict.outcome === "deny") denied.push({ family, rules: verdict.rules });
  }
  return denied;
}

/** Undefined if its program is gone: its tokens count no more anyway. */
async function judgeFamily(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  family: TokenFamily,
  party: Party,
  address: string,
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
  const givenBy = await givenOfToken(services, next);
  return (posture: KeptPosture | undefined) =>
    verdictOf(services.rules.engine, set, givenBy({ ...party, device: { ...party.device, posture } }));
}
