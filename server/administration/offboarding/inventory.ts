import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Role } from "@nearside/shared/roles.ts";
import {
  countsSchema,
  ENDED_KINDS,
  type Ended,
  type EndedCounts,
  type EndedKind,
  type HeldThings,
  MOST_LISTED,
} from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { OPEN_ENROLMENT_STATES, UNENDED_ENROLMENT_STATES } from "../../register/enrolments/transitions.ts";
import { OPEN_LOGIN_STATES } from "../../register/logins/transitions.ts";
import { SESSION_IDLE_MS } from "../../register/sessions/session-store.ts";

/** One thing that ends when its person is offboarded. It has no number of an event yet. */
type Held<K extends EndedKind> = Omit<Ended[K][number], "event">;
/** Everything that ends, each kind sorted by id. */
export type Inventory = { readonly [K in EndedKind]: readonly Held<K>[] };

/** The person who is offboarded. */
export interface OffboardedUser {
  readonly id: string;
  /** Their present role. */
  readonly role: Role;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Finds everything of that person that has not ended.
 *
 * @param hold true to lock each row as it is read, in the order of docs/architecture.md: the inventory then stays true until the
 *   transaction ends. The caller has locked the tickets and the person before
 */
export async function inventoryOf(db: Db | Trx, offboarded: OffboardedUser, hold: boolean): Promise<Inventory> {
  const { machines, browsers, passkeys } = await findKeys(db, offboarded, hold);
  const { logins, enrolments, tickets, client_tickets } = await findPending(db, offboarded, hold);
  const { credentials, access_tokens, sessions } = await findTokens(db, offboarded, hold);
  const groups = await findGroups(db, offboarded);
  const roles = offboarded.role === "user" ? [] : [{ id: offboarded.role }];
  const pending = { logins, enrolments, tickets, client_tickets };
  return { machines, browsers, passkeys, sessions, ...pending, credentials, access_tokens, groups, roles };
}

/** base64url(SHA-256(…)) of the whole inventory. By it the report can say if exactly the things that were shown have ended. */
export const digestOf = (inventory: Inventory): Promise<string> =>
  sha256Base64url(JSON.stringify(ENDED_KINDS.map((kind) => [kind, inventory[kind]])));

export const countsOf = (inventory: Inventory): EndedCounts =>
  v.parse(countsSchema, Object.fromEntries(ENDED_KINDS.map((kind) => [kind, inventory[kind].length])));

/**
 * Finds the machines with their keys, also those that wait to be confirmed or are quarantined. Bound sets come first, then what
 * is in them.
 */
async function findKeys(
  db: Db | Trx,
  { id }: OffboardedUser,
  hold: boolean,
): Promise<Pick<Inventory, "machines" | "browsers" | "passkeys">> {
  const ofPerson = db
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.id", "bound_sets.state as set_state", "bound_sets.created_at"])
    .select(["devices.jkt", "devices.hostname", "devices.key_storage", "devices.state"])
    .where("bound_sets.user_id", "=", id)
    .where("bound_sets.state", "<>", "revoked")
    .orderBy("bound_sets.id");
  const sets = await (hold ? ofPerson.forNoKeyUpdate(["bound_sets", "devices"]) : ofPerson).execute();
  const machines = sets.map((set) => ({
    id: set.id,
    device: set.jkt,
    hostname: set.hostname,
    key_storage: set.key_storage,
    was: set.set_state === "active" ? set.state : set.set_state,
    enrolled_at: inSeconds(set.created_at),
  }));
  const ids = sets.map((set) => set.id);
  if (ids.length === 0) return { machines, browsers: [], passkeys: [] };
  const extensions = db
    .selectFrom("extensions")
    .select(["jkt as id", "bound_set_id as machine", "browser", "state as was"])
    .where("bound_set_id", "in", ids)
    .where("state", "<>", "revoked")
    .orderBy("jkt");
  const passkeys = db
    .selectFrom("passkeys")
    .select(["credential_id as id", "bound_set_id as machine", "aaguid", "state as was"])
    .where("bound_set_id", "in", ids)
    .where("state", "<>", "revoked")
    .orderBy("credential_id");
  return {
    machines,
    browsers: await (hold ? extensions.forNoKeyUpdate() : extensions).execute(),
    passkeys: await (hold ? passkeys.forNoKeyUpdate() : passkeys).execute(),
  };
}

/** Converts epoch milliseconds to the seconds of statements. */
export const inSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** Finds open logins, open enrolments, and tickets with uses left. */
async function findPending(
  db: Db | Trx,
  { id, now }: OffboardedUser,
  hold: boolean,
): Promise<Pick<Inventory, "logins" | "enrolments" | "tickets" | "client_tickets">> {
  const logins = db
    .selectFrom("logins")
    .select(["id", "bound_set_id as machine", "client_id as client", "state as was"])
    .where("user_id", "=", id)
    .where("state", "in", OPEN_LOGIN_STATES)
    .orderBy("id");
  const tickets = await db
    .selectFrom("tickets")
    .select(["hash as id", "expires_at"])
    // this includes tickets that they made for others: a person who has one could begin with it from anywhere until it ends
    .where((eb) => eb.or([eb("user_id", "=", id), eb("made_by", "=", id)]))
    .whereRef("consumed", "<", "uses")
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("hash")
    .execute();
  const started = tickets.map((ticket) => ticket.id);
  const enrolments = db
    .selectFrom("enrolments")
    .select(["id", "kind", "state as was"])
    .where((eb) => {
      const theirs = eb.and([eb("user_id", "=", id), eb("state", "in", UNENDED_ENROLMENT_STATES)]);
      // an enrolment of another person that has all its proofs waits for an administrator, who decides on it separately
      return started.length === 0
        ? theirs
        : eb.or([theirs, eb.and([eb("ticket_hash", "in", started), eb("state", "in", OPEN_ENROLMENT_STATES)])]);
    })
    .orderBy("id");
  // the log names the person who made one: its holder could register programs from anywhere until it ends
  const clientTickets = await db
    .selectFrom("events")
    .innerJoin("client_tickets", "client_tickets.hash", "events.subject")
    .select(["client_tickets.hash as id", "client_tickets.expires_at"])
    .where("events.actor_user", "=", id)
    .where("events.kind", "=", "client_ticket_created")
    .where("client_tickets.uses_left", ">", 0)
    .where("client_tickets.expires_at", ">", now)
    .orderBy("client_tickets.hash")
    .execute();
  return {
    client_tickets: clientTickets.map((ticket) => ({ id: ticket.id, until: inSeconds(ticket.expires_at) })),
    logins: await (hold ? logins.forNoKeyUpdate() : logins).execute(),
    enrolments: await (hold ? enrolments.forNoKeyUpdate() : enrolments).execute(),
    tickets: tickets.map((ticket) => ({ id: ticket.id, until: inSeconds(ticket.expires_at) })),
  };
}

/** Finds token families, their access tokens that are still valid, and sessions of the console. */
async function findTokens(
  db: Db | Trx,
  { id, now }: OffboardedUser,
  hold: boolean,
): Promise<Pick<Inventory, "credentials" | "access_tokens" | "sessions">> {
  const ofPerson = db
    .selectFrom("token_families")
    .select(["id", "bound_set_id", "client_id", "login_id", "created_at"])
    .where("user_id", "=", id)
    .where("state", "=", "active")
    .where("expires_at", ">", now)
    .orderBy("id");
  const families = await (hold ? ofPerson.forNoKeyUpdate() : ofPerson).execute();
  const tokens = await db
    .selectFrom("access_tokens")
    .innerJoin("token_families", "token_families.id", "access_tokens.family_id")
    .select(["access_tokens.jti", "access_tokens.family_id", "access_tokens.expires_at"])
    .where("token_families.user_id", "=", id)
    .where("token_families.state", "=", "active")
    .where("token_families.expires_at", ">", now)
    .where("access_tokens.state", "=", "active")
    .where("access_tokens.expires_at", ">", now)
    .orderBy("access_tokens.jti")
    .execute();
  const sessions = db
    .selectFrom("console_sessions")
    .select(["hash", "bound_set_id", "created_at"])
    .where("user_id", "=", id)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .where("seen_at", ">", now - SESSION_IDLE_MS)
    .orderBy("hash");
  return {
    credentials: families.map((family) => ({
      id: family.id,
      machine: family.bound_set_id,
      client: family.client_id,
      login: family.login_id,
      since: inSeconds(family.created_at),
    })),
    access_tokens: tokens.map((token) => ({
      id: token.jti,
      credential: token.family_id,
      until: inSeconds(token.expires_at),
    })),
    sessions: (await (hold ? sessions.forNoKeyUpdate() : sessions).execute()).map((session) => ({
      id: session.hash,
      machine: session.bound_set_id,
      since: inSeconds(session.created_at),
    })),
  };
}

/** Finds the groups of the person. Administrators change things one after the other, so no group is added meanwhile. */
const findGroups = (db: Db | Trx, { id }: OffboardedUser): Promise<Inventory["groups"]> =>
  db
    .selectFrom("group_members")
    .innerJoin("groups", "groups.id", "group_members.group_id")
    .select(["groups.id", "groups.name"])
    .where("group_members.user_id", "=", id)
    .orderBy("groups.id")
    .execute();

/** Cuts each list of the inventory to `MOST_LISTED`, so that an answer stays small. */
export const shownThings = (inventory: Inventory): HeldThings =>
  Object.fromEntries(ENDED_KINDS.map((kind) => [kind, inventory[kind].slice(0, MOST_LISTED)])) as HeldThings;
