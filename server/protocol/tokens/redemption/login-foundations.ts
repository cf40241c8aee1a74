import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { together } from "../../../platform/store/together.ts";
import { holdActive, type Register } from "../../../register/clients/find-client.ts";
import type { ApprovedLogin } from "../../../register/logins/login-store.ts";
import { checkKeysActive, type ReliedOn } from "../../../register/machines/check-active.ts";
import { findParty } from "../../../register/machines/find-party.ts";
import { holdStates } from "../../../register/machines/hold-party.ts";
import type { Party, PartyStates } from "../../../register/machines/party.ts";

/** Everything on which a redemption depends: the program, the machine and its person, and the keys that met and approved. */
interface Foundations {
  readonly clientId: string;
  readonly boundSetId: string;
  readonly keys: ReliedOn;
}

export const foundationsOf = ({ clientId, boundSetId, meeting, approval }: ApprovedLogin): Foundations => ({
  clientId,
  boundSetId,
  keys: { extension: meeting.extension_jkt, passkey: approval.assertion.id, securityKey: approval.security_key?.id },
});

/**
 * Demands that the machine, its person and the keys are active. State is judged again at redemption (threat R16). The program was
 * demanded when it asked for the token.
 *
 * @throws Refused the first thing that is no longer active
 */
export async function demandFoundations({ db }: WithDb, { boundSetId, keys }: Foundations): Promise<Party> {
  return judge(await findParty(db, { boundSet: boundSetId }), keys);
}

/** Demands all of them in the transaction that relies on them, and keeps them active until it ends. @throws Refused */
export async function holdFoundations(
  register: Register & { readonly db: Trx },
  { clientId, boundSetId, keys }: Foundations,
): Promise<void> {
  const [, party] = await together(holdActive(register, clientId), holdStates(register.db, boundSetId, keys));
  judge(party, keys);
}

function judge<States extends PartyStates>(party: States | undefined, keys: ReliedOn): States {
  if (party === undefined) throw new Error("a login's bound set is missing");
  checkKeysActive(party, keys);
  return party;
}
