import type { DraftFacts } from "@nearside/rules/drafts/judge-draft.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { sql } from "kysely";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import type { WithLocalTime } from "../../protocol/rules/local-time.ts";
import { findNamedPeople } from "../../register/people/named-people.ts";
import { givenToTry } from "../rule-trials/given-to-try.ts";
import { samplesOf } from "../rule-trials/stored-decisions.ts";
import { findExistingNames } from "./existing-names.ts";

/** Number of recent logins: enough to see that a rule never applies, and few enough to be judged while an author types. */
const MOST_SAMPLES = 400;
/** At most this many are tried, owners first, because each may be tried at every hour of the week. */
const MOST_ADMINISTRATORS = 24;

/** Gathers the facts against which a draft is checked. */
export async function draftFacts(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata,
  set: CompiledRules,
): Promise<DraftFacts> {
  return {
    existing: await findExistingNames(services, services.db, set),
    samples: await samplesOf(services.db, MOST_SAMPLES),
    administrators: await administrators(services),
    people: await peopleFor(services, set),
  };
}

/** Finds whom demands for a second person reach, and the number of people who would get the mail about an alarm. */
async function peopleFor({ db, config }: WithConfig & WithDb, { rules }: CompiledRules): Promise<DraftFacts["people"]> {
  const names = new Set(rules.flatMap(({ demands }) => demands.second?.approvers.flatMap(({ among }) => among) ?? []));
  const named = new Map([...names].map((name) => [name, new Set<string>()]));
  for (const { id, by } of await findNamedPeople(db, [...names])) for (const name of by) named.get(name)?.add(id);
  return { named, alarmRecipients: config.mail === undefined ? 0 : await countAlarmRecipients(db) };
}

async function countAlarmRecipients(db: WithDb["db"]): Promise<number> {
  const { count } = await db
    .selectFrom("users")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("role", "in", ["owner", "administrator"])
    .where("state", "=", "active")
    .where("email", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Makes up a login of each owner and administrator, on the machine that they used last. */
async function administrators(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata,
): Promise<Given[]> {
  const { db, config } = services;
  const [first] = config.clients;
  if (first === undefined) return [];
  const people = await db
    .selectFrom("users")
    .select("id")
    .where("role", "in", ["owner", "administrator"])
    .where("state", "=", "active")
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("bound_sets")
          .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
          .select("bound_sets.id")
          .whereRef("bound_sets.user_id", "=", "users.id")
          .where("devices.state", "=", "active"),
      ),
    )
    .orderBy(sql`case role when 'owner' then 0 else 1 end`)
    .orderBy("id")
    .limit(MOST_ADMINISTRATORS)
    .execute();
  const givens: Given[] = [];
  for (const { id } of people)
    givens.push(await givenToTry(services, { from: "person", person: id, machine: null, client: first.id }));
  return givens;
}
