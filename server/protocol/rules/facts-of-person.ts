import type { Role } from "@nearside/shared/roles.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { among } from "../../register/logins/among-states.ts";
import { findApprovals, type InTerminal } from "../../register/logins/login-store.ts";
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

const counted = fixedQuery<{ user: string; client: string; device: string; login: string; since: number }>()(
  (db, value) =>
    db
      .selectFrom("users")
      .select((eb) => [
        "users.role",
        eb
          .exists(
            // asked machine by machine: a person has few, and each has its approvals by program in an index
            eb
              .selectFrom("bound_sets")
              .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
              .innerJoin("logins", "logins.device_jkt", "devices.jkt")
              .select("logins.id")
              .where("bound_sets.user_id", "=", value("user"))
              .where("logins.client_id", "=", value("client"))
              .where("logins.state", "in", among(APPROVED_LOGIN_STATES))
              .where("logins.id", "<>", value("login")),
          )
          .as("knows_client"),
        eb
          .exists(
            eb
              .selectFrom("logins")
              .select("logins.id")
              .where("logins.device_jkt", "=", value("device"))
              .where("logins.state", "in", among(APPROVED_LOGIN_STATES))
              .where("logins.id", "<>", value("login")),
          )
          .as("knows_machine"),
        eb
          .selectFrom("logins")
          .select(({ fn }) => fn.countAll<number>().as("refused"))
          .where("logins.user_id", "=", value("user"))
          .where("logins.expires_at", ">", value("since"))
          .where("logins.state", "in", among(["denied", "refused"]))
          .as("refused"),
      ])
      .where("users.id", "=", value("user")),
);

const groupsOf = fixedQuery<{ user: string }>()((db, value) =>
  db
    .selectFrom("group_members")
    .innerJoin("groups", "groups.id", "group_members.group_id")
    .select("groups.name")
    .where("group_members.user_id", "=", value("user"))
    .orderBy("groups.name"),
);

/** @param now epoch milliseconds */
export async function findFactsOfPerson(db: Db | Trx, whose: Whose, now: number): Promise<FactsOfPerson> {
  const { userId: user, clientId: client, deviceJkt: device, loginId: login } = whose;
  const since = now - DAY_MS;
  const [counts] = await counted(db, { user, client, device, login, since });
  if (counts === undefined) throw new Error("a login's user is missing");
  const groups = await groupsOf(db, { user });
  return {
    role: counts.role,
    groups: groups.map(({ name }) => name),
    newClient: !counts.knows_client,
    newMachine: !counts.knows_machine,
    recentRefusals: Number(counts.refused),
    lastApproval: await findLastApproval(db, whose, since),
  };
}

/** The newest approval of another login of that program, on that machine, in that terminal session. */
async function findLastApproval(db: Db | Trx, whose: Whose, since: number): Promise<number | undefined> {
  const newest = await findApprovals(db, whose, since);
  return newest.find(({ id }) => id !== whose.loginId)?.touchedAt;
}
