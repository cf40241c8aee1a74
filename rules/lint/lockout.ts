import { ofEachFact, POSTURE_VALUES } from "@nearside/shared/posture/posture.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { type Given, WEEKDAYS } from "@nearside/shared/rules/given.ts";
import type { RuleEngine } from "../engine.ts";
import { verdictOf } from "../judging/combine.ts";
import { ordinaryBut } from "../kept-tests/ordinary-given.ts";
import type { CompiledRules } from "../reading/rule.ts";

// A person is not locked out because one of their logins is refused: they may come at another time, from another network or with another
// passkey. So the login is improved in everything that its person could improve.

/**
 * The names of the owners and administrators whom nothing allows. Many logins are alike in everything that the set reads, so each kind is
 * tried once.
 */
export function lockedOutOf(
  engine: RuleEngine,
  set: CompiledRules,
  administrators: readonly Given[],
): { readonly out: readonly string[]; readonly all: number } {
  const alike = likenessOf(set);
  const tried = new Map<string, boolean>();
  const isAdmitted = (given: Given): boolean => {
    const key = JSON.stringify(given);
    const isAllowed = tried.get(key) ?? verdictOf(engine, set, given).outcome === "allow";
    tried.set(key, isAllowed);
    return isAllowed;
  };
  const people = Map.groupBy(administrators.filter(isAdministrator), ({ person }) => person.name);
  const out = [...people]
    .filter(([, each]) => {
      const kinds = each.map(alike);
      return (
        !kinds.some(isAdmitted) &&
        !kinds.some((given) => MOMENTS.some((time) => isAdmitted(alike(easiestOf(given, time)))))
      );
    })
    .map(([name]) => name);
  return { out: out.sort(), all: people.size };
}

/** A name that no rule can contain. */
const UNNAMED = "\u0000";

/** The same login without the attributes that the set can't read. */
function likenessOf({ rules, named }: CompiledRules): (given: Given) => Given {
  const conditions = JSON.stringify(rules.map(({ policy }) => policy.conditions));
  const reads = (attribute: string) => conditions.includes(JSON.stringify(attribute));
  const names = new Set(named.map(({ type, id }) => `${type}::${id}`));
  const nobody = ordinaryBut({});
  return (given) => ({
    ...given,
    person: {
      ...given.person,
      id: nobody.person.id,
      name: names.has(`User::${given.person.name}`) ? given.person.name : UNNAMED,
      groups: given.person.groups.filter((name) => names.has(`Group::${name}`)).sort(),
    },
    machine: {
      ...given.machine,
      id: names.has(`Machine::${given.machine.id}`) ? given.machine.id : UNNAMED,
      hostname: reads("hostname") ? given.machine.hostname : nobody.machine.hostname,
      os: reads("os") ? given.machine.os : nobody.machine.os,
      age_hours: reads("age_hours") ? given.machine.age_hours : nobody.machine.age_hours,
    },
    network: reads("network") ? given.network : nobody.network,
    time: reads("time") ? given.time : nobody.time,
    history: reads("history") ? given.history : nobody.history,
    posture: reads("posture") ? given.posture : undefined,
  });
}

const isAdministrator = ({ person }: Given): boolean => person.role === "owner" || person.role === "administrator";

/** Every hour of the week: Monday, 5 January 2026, and the days after it. */
const MOMENTS: readonly Given["time"][] = WEEKDAYS.flatMap((weekday, day) =>
  Array.from({ length: 24 }, (_, hour) => ({ at: Date.UTC(2026, 0, 5 + day, hour, 0), weekday, hour, minute: 0 })),
);

const PROTECTED: Given["posture"] = {
  encrypted: true,
  ...ofEachFact((name) => ({ fact: POSTURE_VALUES[name][0], age: 0, source: "none" })),
};

/** The same person, machine, program and network; everything else as a careful rule demands it. */
const easiestOf = (given: Given, time: Given["time"]): Given => ({
  ...given,
  machine: { ...given.machine, key_storage: "tpm", age_hours: Math.max(given.machine.age_hours, 24 * 365) },
  passkey: { ...given.passkey, synced: false, attested: true, security_key: true },
  proof: { peer: "same", acr: ACR_VALUES[2], channel: "loopback" },
  network: { ...given.network, browser: given.network.cli, same: true },
  session: { remote: false, container: false, terminal: true, agent: false },
  time,
  history: { new_client: false, new_machine: false, recent_refusals: 0, last_approval_seconds: 60 },
  justification: given.justification ?? "why",
  posture: PROTECTED,
});
