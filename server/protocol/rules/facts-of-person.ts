import type { Role } from "@nearside/shared/roles.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { touchedAt } from "../../register/logins/login.ts";
import { findApprovedLogins } from "../../register/logins/login-store.ts";
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

interface Whose {
  readonly loginId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly deviceJkt: string;
  readonly tty: string | null;
  /** The terminal's session; undefined if the machine does not report it. */
  readonly terminal_session: string | undefined;
}

const counted = fixedQuery<{ user: string; client: string; device: string; login: string; since: number }>()(
  (db, value) =>
    db
      .selectFrom("users")
      .select((eb) => [
        "users.role",
        eb
          .exists(
            eb
              .selectFrom("logins")
              .select("logins.id")
              .where("logins.user_id", "=", value("user"))
              .where("logins.client_id", "=", value("client"))
              .where("logins.state", "in", APPROVED_LOGIN_STATES)
              .where("logins.id", "<>", value("login")),
          )
          .as("knows_client"),
        eb
          .exists(
            eb
              .selectFrom("logins")
              .select("logins.id")
              .where("logins.device_jkt", "=", value("device"))
              .where("logins.state", "in", APPROVED_LOGIN_STATES)
              .where("logins.id", "<>", value("login")),
          )
          .as("knows_machine"),
        eb
          .selectFrom("logins")
          .select(({ fn }) => fn.countAll<number>().as("refused"))
          .where("logins.user_id", "=", value("user"))
          .where("logins.expires_at", ">", value("since"))
          .where("logins.state", "in", ["denied", "refused"])
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

/** The newest login on that machine, in that terminal session, for that program. Undefined if the machine reports no session. */
async function findLastApproval(
  db: Db | Trx,
  { deviceJkt, clientId, tty, terminal_session, loginId }: Whose,
  since: number,
): Promise<number | undefined> {
  if (tty === null || terminal_session === undefined) return undefined;
  for await (const { id, facts, approval } of findApprovedLogins(db, { deviceJkt, clientId, tty, since })) {
    const { context } = readFacts(facts);
    if (id !== loginId && context.tty === tty && context.terminal_session === terminal_session)
      return touchedAt(approval);
  }
  return undefined;
}
