import type { Role } from "@nearside/shared/roles.ts";
import { sql } from "kysely";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { among } from "../../register/logins/among-states.ts";
import type { InTerminal } from "../../register/logins/login-store.ts";
import { APPROVED_LOGIN_STATES } from "../../register/logins/transitions.ts";

// Facts for the rules that are not part of the login: about its person, and about earlier logins.

/** Refusals count for this time, and an approval is a last one for this time. Milliseconds. */
const DAY_MS = 86_400_000;

export interface FactsOfPerson {
  readonly role: Role;
  readonly groups: readonly string[];
  readonly newClient: boolean;
  readonly newMachine: boolean;
  readonly recentRefusals: number;
  /** Epoch seconds; undefined if there was no approval within a day. */
  readonly lastApproval: number | undefined;
}

interface Whose extends InTerminal {
  readonly loginId: string;
  readonly userId: string;
}

interface Asked {
  readonly user: string;
  readonly client: string;
  readonly device: string;
  readonly terminal: string | null;
  readonly login: string;
  readonly since: number;
}

/** One row for each group of the person, or a single row for a person without groups, with all counts in each. */
const everythingOf = fixedQuery<{ [Name in keyof Asked]: Asked[Name] }>()((db, value) =>
  db
    .selectFrom("users")
    .leftJoin("group_members", "group_members.user_id", "users.id")
    .leftJoin("groups", "groups.id", "group_members.group_id")
    .select((eb) => {
      const approved = eb
        .selectFrom("logins")
        .where("logins.state", "in", among(APPROVED_LOGIN_STATES))
        .where("logins.id", "<>", value("login"));
      const ofMachine = approved.where("logins.device_jkt", "=", value("device"));
      // asked machine by machine: a person has few, and each has its approvals by program in an index
      const ofProgram = approved
        .innerJoin("devices", "devices.jkt", "logins.device_jkt")
        .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
        .where("bound_sets.user_id", "=", value("user"))
        .where("logins.client_id", "=", value("client"));
      return [
        "users.role",
        "groups.name as group",
        eb.exists(ofProgram.select("logins.id")).as("knows_client"),
        eb.exists(ofMachine.select("logins.id")).as("knows_machine"),
        eb
          .selectFrom("logins")
          .select(({ fn }) => fn.countAll<number>().as("refused"))
          .where("logins.user_id", "=", value("user"))
          .where("logins.expires_at", ">", value("since"))
          .where("logins.state", "in", among(["denied", "refused"]))
          .as("refused"),
        ofMachine
          .select("logins.touched_at")
          .where("logins.client_id", "=", value("client"))
          .where("logins.terminal", "=", value("terminal"))
          .where("logins.expires_at", ">", value("since"))
          .orderBy("logins.expires_at", "desc")
          .limit(sql.lit(1))
          .as("last_approval"),
      ];
    })
    .where("users.id", "=", value("user"))
    .orderBy("groups.name"),
);

/** @param now epoch milliseconds */
export async function findFactsOfPerson(db: Db | Trx, whose: Whose, now: number): Promise<FactsOfPerson> {
  const { userId: user, clientId: client, deviceJkt: device, terminal, loginId: login } = whose;
  const rows = await everythingOf(db, { user, client, device, terminal, login, since: now - DAY_MS });
  const [counts] = rows;
  if (counts === undefined) throw new Error("a login's user is missing");
  return {
    role: counts.role,
    groups: rows.flatMap(({ group }) => group ?? []),
    newClient: !counts.knows_client,
    newMachine: !counts.knows_machine,
    recentRefusals: Number(counts.refused),
    lastApproval: counts.last_approval ?? undefined,
  };
}
