import { verdictOf } from "@nearside/rules/judging/combine.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findClient } from "../../../register/clients/find-client.ts";
import type { ApprovalOfSeveral, Login } from "../../../register/logins/login.ts";
import type { Party } from "../../../register/machines/party.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import { currentRules } from "../../rules/current-rules.ts";
import { findFactsOfPerson } from "../../rules/facts-of-person.ts";
import { givenClient, givenMachine, givenPlace, givenPosture } from "../../rules/given-parts.ts";
import { withHostNow } from "../../rules/rule-token.ts";
import { GIVEN_COLUMNS, readGiven } from "../../rules/stored-given.ts";
import type { Judged } from "../../rules/verdicts.ts";

type AskingServices = WithClock & WithConfig & WithDb & WithLog & WithRules;

/** The verdict of the rules now on a login that waits for other people, or waited. */
interface Again {
  readonly set: CompiledRules;
  readonly judged: Judged;
  /** Seconds within which nobody counts whom the person admitted: the longer time of the first approval and of now. */
  readonly newcomers: number;
}

/**
 * Asks the rules once more about a first approval beside which other people approve (protocol §11): up to a day has passed. Where and when
 * it was given, and what was typed, stays as it was; who its person is, and what is known of program, machine and host, is as it is now.
 *
 * @throws Refused `decision_stale` where what they were asked then can't be read any more
 */
export async function askAgain(
  services: AskingServices,
  login: Login & { readonly approval: ApprovalOfSeveral },
  party: Party,
): Promise<Again> {
  const set = await currentRules(services, services.db);
  const row = await services.db
    .selectFrom("rule_decisions")
    .select(GIVEN_COLUMNS)
    .where("login_id", "=", login.id)
    .where("action", "=", "approve")
    .orderBy("seq", "desc")
    .executeTakeFirst();
  const then = row && readGiven(row);
  if (then === undefined) return refuse("decision_stale", "decision");
  const given = await asOfNow(services, then, login, party);
  const verdict = verdictOf(services.rules.engine, set, given);
  const newcomers = Math.max(login.approval.second.newcomers, verdict.demands.second?.newcomers ?? 0);
  return { set, judged: { given, verdict }, newcomers };
}

async function asOfNow(
  services: WithClock & WithConfig & WithDb,
  then: Given,
  login: Login,
  party: Party,
): Promise<Given> {
  const { at } = then.time;
  const { role, groups } = await findFactsOfPerson(services.db, { ...login, loginId: login.id }, services.clock());
  const client = await findClient(services, login.clientId);
  const facts = await withHostNow(services.db, readFacts(login.facts));
  const { place, posture: _, ...kept } = then;
  return {
    ...kept,
    person: { ...then.person, name: party.user.name, role, groups: [...groups] },
    ...(client === undefined ? {} : { client: givenClient(client) }),
    machine: givenMachine(party.device, then.machine.key_storage, at),
    ...givenPlace(facts, place?.known),
    ...givenPosture(party.device.posture, at), // what was said has grown older meanwhile, which is nobody's fault
  };
}
