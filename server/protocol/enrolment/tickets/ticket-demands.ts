import { isAtLeast, type TicketDemands } from "@nearside/shared/api/ticket-demands.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import type { Db } from "../../../platform/store/database.ts";
import { readDemands } from "../../../register/enrolments/ticket-store.ts";
import type { EnrolledPasskey } from "../../../register/passkeys/insert-passkey.ts";

// The demands of a ticket on the new machine (protocol §3.1), beyond the server's policy.

/** Before any of the ticket is reserved. @throws Refused `key_storage_too_weak` */
export function demandKeyStorage({ key_storage }: TicketDemands, machines: KeyStorage): void {
  if (!isAtLeast(machines, key_storage)) refuse("key_storage_too_weak", `ticket.${key_storage}`);
}

/**
 * Demands a passkey as the ticket asks for it. The person may try with another one.
 *
 * @throws Refused `passkey_synced`, `authenticator_not_attested`, `authenticator_not_allowed`
 */
export async function demandPasskey(db: Db, ticketHash: string, passkey: EnrolledPasskey): Promise<void> {
  const row = await db.selectFrom("tickets").select("demands").where("hash", "=", ticketHash).executeTakeFirst();
  const { device_bound, attested, aaguids } = readDemands(row?.demands ?? null);
  if (device_bound && passkey.backup_eligible) refuse("passkey_synced", "ticket.device_bound");
  if (attested && passkey.attestation_verdict !== "attested") refuse("authenticator_not_attested", "ticket.attested");
  if (aaguids.length > 0 && !aaguids.includes(passkey.aaguid)) refuse("authenticator_not_allowed", "ticket.aaguids");
}
