import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { countsSchema, ENDED_KINDS, type EndedCounts } from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../../platform/store/database.ts";
import { findGroups } from "./find-groups.ts";
import { findKeys } from "./find-keys.ts";
import { findPending } from "./find-pending.ts";
import { findTokens } from "./find-tokens.ts";
import type { Inventory, Leaver } from "./leaver.ts";

/**
 * Everything that hangs on that person and is not over.
 *
 * @param hold each row is locked as it is read, in the order of docs/architecture.md: what this says is then what there is until the
 * transaction ends. Their tickets and the person come before and are the caller's to hold
 */
export async function inventoryOf(db: Db | Trx, leaver: Leaver, hold: boolean): Promise<Inventory> {
  const { machines, browsers, passkeys } = await findKeys(db, leaver, hold);
  const { logins, enrolments, tickets, client_tickets } = await findPending(db, leaver, hold);
  const { credentials, access_tokens, sessions } = await findTokens(db, leaver, hold);
  const groups = await findGroups(db, leaver);
  const roles = leaver.role === "user" ? [] : [{ id: leaver.role }];
  const pending = { logins, enrolments, tickets, client_tickets };
  return { machines, browsers, passkeys, sessions, ...pending, credentials, access_tokens, groups, roles };
}

/** base64url(SHA-256(…)) of all of it, by which what was shown is compared with what ended. */
export const digestOf = (inventory: Inventory): Promise<string> =>
  sha256Base64url(JSON.stringify(ENDED_KINDS.map((kind) => [kind, inventory[kind]])));

export const countsOf = (inventory: Inventory): EndedCounts =>
  v.parse(countsSchema, Object.fromEntries(ENDED_KINDS.map((kind) => [kind, inventory[kind].length])));
