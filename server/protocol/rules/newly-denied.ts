import { verdictOf } from "@nearside/rules/judging/combine.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { urgent } from "../../platform/store/urgent.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findClient } from "../../register/clients/find-client.ts";
import type { PartyInAnyState } from "../../register/machines/party.ts";
import type { KeptPosture } from "../../register/machines/posture-store.ts";
import { endFamily } from "../../register/tokens/end-families.ts";
import { findFamiliesOfMachine, type TokenFamily } from "../../register/tokens/token-store.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import type { WithRules } from "./active-rules.ts";
import type { WithLocalTime } from "./local-time.ts";
import { type Approved, givenOfToken } from "./rule-token.ts";
import type { Judged } from "./verdicts.ts";

// The logins of a machine that rules refuse by what it says of itself now, and their end.

/** A login that rules refuse now. */
interface Denied {
  readonly family: TokenFamily;
  readonly rules: readonly DecidingRule[];
}

/** The logins of a machine about which the rules were asked. */
export interface Judgement {
  /** Their ids, all of them. */
  readonly asked: readonly string[];
  readonly denied: readonly Denied[];
}

/** Judges which logins of the machine the rules would renew by the one report about it, and not by the other. */
export async function judgeLogins(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  { party, address }: { readonly party: PartyInAnyState; readonly address: string | undefined },
  before: KeptPosture | undefined,
  now: KeptPosture,
): Promise<Judgement> {
  // by their id, as every transaction locks them
  const families = await findFamiliesOfMachine(services.db, party.id, services.clock());
  const denied: Denied[] = [];
  for (const family of families) {
    const judge = await judgeFamily(services, set, family, party, address);
    if (judge === undefined || judge(before).verdict.outcome === "deny") continue;
    const { verdict } = judge(now);
    if (verdict.outcome === "deny") denied.push({ family, rules: verdict.rules });
  }
  return { asked: families.map(({ id }) => id), denied };
}

/**
 * Judges a login of the machine by whatever the machine might say. Undefined if its program is gone: its tokens count no more anyway.
 *
 * @param approved what the login depends on, where it is at hand
 */
export async function judgeFamily(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  family: TokenFamily,
  party: PartyInAnyState,
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

/** A transaction that ends those logins: what ends one is written on a full disk too. */
export const inRoom = ({ db }: WithDb, judged: Judgement | undefined) =>
  (judged === undefined || judged.denied.length === 0 ? db : urgent(db)).transaction();

/** Ends those logins. @returns the ones that had not ended before */
export async function endDenied(trx: Trx, denied: readonly Denied[], now: number): Promise<readonly Denied[]> {
  const ended: Denied[] = [];
  for (const one of denied)
    if ((await endFamily(trx, one.family.id, { reason: "rule_denied", by: "rules", now })) !== undefined)
      ended.push(one);
  return ended;
}
