import { BUILT_IN_VERSION } from "@nearside/rules/reading/built-in.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { Db } from "../platform/store/database.ts";
import { columnsOf } from "../protocol/rules/stored-given.ts";

// These functions store decided logins by the thousand, as the database has them, for rules that are tried against them.

/**
 * Makes a login of a company at work: people by the dozen in a few groups, and three programs. Most logins are ordinary.
 *
 * @param no its number, from 0
 */
export function givenNo(no: number, at: number): Given {
  const person = no % 97;
  const hour = (no * 7) % 24;
  return {
    action: no % 20 === 19 ? "refresh" : "approve",
    person: {
      id: `us_${person}`,
      name: `person-${person}`,
      role: person < 3 ? "administrator" : "user",
      groups: [["engineering", "contractors", "support"][person % 3] ?? "", ...(person % 10 === 0 ? ["on-call"] : [])],
    },
    client: { id: ["deploy", "nearside-cli", "database"][no % 3] ?? "", name: "A program", verified: true, api: false },
    machine: {
      id: `machine-${person}`,
      hostname: `laptop-${person}.example.test`,
      os: "Debian GNU/Linux 12",
      key_storage: person % 4 === 0 ? "tpm" : "keyring",
      age_hours: (person * 11) % 2000,
    },
    passkey: {
      aaguid: "00000000-0000-0000-0000-000000000000",
      synced: person % 2 === 1,
      attested: person % 4 === 0,
      security_key: person % 8 === 0,
    },
    proof: { peer: "same", acr: ACR_VALUES[0], channel: "loopback" },
    scopes: no % 3 === 0 ? ["deploy", "read"] : ["read"],
    resources: ["https://api.example.test"],
    detail_types: [],
    network: { cli: `192.0.2.${person}`, browser: `192.0.2.${person}`, same: true },
    session: { remote: no % 11 === 0, container: false, terminal: no % 11 !== 0, agent: false },
    time: { at, weekday: "tuesday", hour, minute: no % 60 },
    history: { new_client: false, new_machine: false, recent_refusals: no % 50 === 0 ? 3 : 0 },
    ...(no % 20 === 19 ? { approval_age_seconds: 3600 } : {}),
  };
}

const AT_ONCE = 500;

/** Stores that many logins. The last one is at that moment, and a minute lies between each two. */
export async function keepDecisions(db: Db, count: number, until: number): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    const nos = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) => first + at);
    await db
      .insertInto("rule_decisions")
      .values(nos.map((no) => decisionRow(givenNo(no, until - (count - 1 - no) * 60_000), `rq_${no}`)))
      .execute();
  }
}

/** Makes the row that the server stores. */
export const decisionRow = (given: Given, login: string) => ({
  ...columnsOf(given),
  login_id: login,
  version: BUILT_IN_VERSION,
  outcome: "allow" as const,
});
