import { isImpossible, verdictOf } from "@nearside/rules/judging/combine.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { bothOf, type Demands } from "@nearside/shared/rules/demands.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { Party } from "../../register/machines/party.ts";
import type { Metadata } from "../passkeys/metadata/authenticator-models.ts";
import { isSecurityKey } from "../passkeys/metadata/is-security-key.ts";
import type { WithRules } from "./active-rules.ts";
import { denialOf, type Judged, rulesOf } from "./verdicts.ts";

type Passkey = Party["passkeys"][number];

/** A passkey that could approve the login, with the rules' verdict on that. */
export interface JudgedPasskey extends Judged {
  readonly passkey: Passkey;
}

/** Judges passkeys. The rules are asked once for all that are alike in their attributes. */
export function judgePasskeys(
  { rules }: WithRules,
  set: CompiledRules,
  passkeys: readonly Passkey[],
  givenOf: (passkey: Passkey) => Judged["given"],
): readonly JudgedPasskey[] {
  const cached = new Map<string, Judged["verdict"]>();
  return passkeys.map((passkey) => {
    const given = givenOf(passkey);
    const kind = JSON.stringify([given.passkey, given.proof]);
    const verdict = cached.get(kind) ?? verdictOf(rules.engine, set, given);
    cached.set(kind, verdict);
    return { passkey, given, verdict };
  });
}

/** The demands on an approval, and the passkeys that can give it. */
export interface ApprovalDemands {
  /** The strictest demands for any of the passkeys. */
  readonly demands: Demands;
  readonly offered: readonly JudgedPasskey[];
  /** Passkeys for the second touch; empty if no demand asks for one. */
  readonly securityKeys: readonly Passkey[];
}

/**
 * @param all passkeys of the bound set
 * @throws RefusedByRules `rule_denied` or `rules_failed` where no passkey would be allowed, `rule_unmet` if none meets the demands
 */
export function demandsOnApproval(
  set: CompiledRules,
  judged: readonly JudgedPasskey[],
  all: readonly Passkey[],
  metadata: Metadata | undefined,
): ApprovalDemands {
  const verdicts = judged.map(({ verdict }) => verdict);
  const allowed = judged.filter(({ verdict }) => verdict.outcome === "allow");
  if (allowed.length === 0) throw new RefusedByRules(denialOf(verdicts), rulesOf(verdicts));
  const keys = all.filter((passkey) => passkey.state === "active" && isSecurityKey(passkey, metadata));
  const able = allowed.filter(({ passkey, verdict }) => isEnough(verdict.demands, passkey, keys));
  const [first] = able;
  if (first === undefined) throw new RefusedByRules("rule_unmet", askingRules(set, rulesOf(verdicts), asksForPasskey));
  let { demands } = first.verdict;
  const offered: JudgedPasskey[] = [];
  for (const each of able) {
    const both = bothOf(demands, each.verdict.demands);
    // the demands for two passkeys may exclude each other, or one of the passkeys: then only the first one's hold
    if (isImpossible(both, each.given)) continue;
    if (![...offered, each].every(({ passkey }) => isEnough(both, passkey, keys))) continue;
    demands = both;
    offered.push(each);
  }
  return { demands, offered, securityKeys: demands.security_key ? keys : [] };
}

/** Returns those of the rules that make such a demand. */
export function askingRules(
  set: CompiledRules,
  rules: readonly DecidingRule[],
  asks: (demands: Demands) => boolean,
): readonly DecidingRule[] {
  const asking = new Set(set.rules.filter(({ demands }) => asks(demands)).map(({ id }) => id));
  return rules.filter(({ id }) => asking.has(id));
}

const asksForPasskey = ({ device_bound, attested, security_key }: Demands) => device_bound || attested || security_key;

/** True if the passkey meets the demands, and another one is there for a second touch. */
const isEnough = (demands: Demands, passkey: Passkey, securityKeys: readonly Passkey[]): boolean =>
  !(demands.device_bound && passkey.backup_eligible) &&
  !(demands.attested && passkey.attestationVerdict !== "attested") &&
  !(demands.security_key && !securityKeys.some(({ credential_id }) => credential_id !== passkey.credential_id));
