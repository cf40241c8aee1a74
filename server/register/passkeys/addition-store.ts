import type { Db, Trx } from "../../platform/store/database.ts";

/** The stored record of a passkey that joined its bound set after the enrolment (protocol §3.10). */
export interface StoredAddition {
  readonly credentialId: string;
  /** The passkey that signed the change. */
  readonly vouchedBy: string;
  readonly change: { readonly nonce: string; readonly text: string; readonly assertion: unknown };
  /** Compact JWS. */
  readonly receipt: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Finds every passkey that joined that bound set later, the oldest first. */
export async function findAdditions(db: Db | Trx, boundSetId: string): Promise<readonly StoredAddition[]> {
  const rows = await db
    .selectFrom("passkey_additions")
    .innerJoin("console_changes", "console_changes.id", "passkey_additions.change_id")
    .select(["passkey_additions.credential_id", "passkey_additions.receipt", "passkey_additions.created_at"])
    .select(["console_changes.credential_id as vouched_by", "console_changes.nonce", "console_changes.change"])
    .select("console_changes.assertion")
    .where("passkey_additions.bound_set_id", "=", boundSetId)
    .orderBy("passkey_additions.created_at")
    .orderBy("passkey_additions.credential_id")
    .execute();
  return rows.map((row) => ({
    credentialId: row.credential_id,
    vouchedBy: row.vouched_by,
    change: { nonce: row.nonce, text: row.change, assertion: JSON.parse(row.assertion) },
    receipt: row.receipt,
    at: row.created_at,
  }));
}

/**
 * Selects the additions that lead from the enrolled passkey to these ones. Each was vouched for by one before it, or by the
 * enrolled one.
 */
export function leadingTo(additions: readonly StoredAddition[], credentialIds: readonly string[]): StoredAddition[] {
  const needed = new Set<string>();
  const want = (id: string): void => {
    const addition = additions.find(({ credentialId }) => credentialId === id);
    if (addition === undefined || needed.has(id)) return;
    needed.add(id);
    want(addition.vouchedBy);
  };
  for (const id of credentialIds) want(id);
  return inOrder(additions.filter(({ credentialId }) => needed.has(credentialId)));
}

/** Orders them after the passkeys that vouched for them, since two may have been added within one millisecond. */
function inOrder(additions: readonly StoredAddition[]): StoredAddition[] {
  const ordered: StoredAddition[] = [];
  const place = (addition: StoredAddition): void => {
    if (ordered.includes(addition)) return;
    const before = additions.find(({ credentialId }) => credentialId === addition.vouchedBy);
    if (before !== undefined) place(before);
    ordered.push(addition);
  };
  for (const addition of additions) place(addition);
  return ordered;
}
