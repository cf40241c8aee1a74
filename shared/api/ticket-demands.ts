import * as v from "valibot";
import { aaguidSchema } from "../passkey/authenticator.ts";
import { type KeyStorage, keyStorageSchema } from "../proof/key-storage.ts";
import { fieldTexts } from "../texts/fields.ts";

const MOST_AAGUIDS = 100;

/**
 * Demands on a new bound set, by the administrator who made the ticket (protocol §3.1). They come on top of the
 * server's own policy, never in its place. The operating system cannot be demanded, since its name is the machine's own
 * claim. A make of authenticator can be demanded only together with `attested`, for the same reason.
 */
export const ticketDemandsSchema = v.pipe(
  v.strictObject({
    /** The least that is accepted. `keyring` is the machine's own claim, `tpm` is proven (protocol §3.8). */
    key_storage: keyStorageSchema,
    /** The passkey cannot be copied: BE = 0. */
    device_bound: v.boolean(),
    /** A certificate that the server trusts vouches for the authenticator (protocol §3.4). */
    attested: v.boolean(),
    /** The makes that are accepted; empty if every make is. */
    aaguids: v.pipe(v.array(aaguidSchema), v.maxLength(MOST_AAGUIDS, fieldTexts.models({ most: MOST_AAGUIDS }))),
  }),
  v.forward(
    v.check(({ aaguids, attested }) => attested || aaguids.length === 0, fieldTexts.needsAttested),
    ["aaguids"],
  ),
);
export type TicketDemands = v.InferOutput<typeof ticketDemandsSchema>;

export const NO_DEMANDS: TicketDemands = { key_storage: "file", device_bound: false, attested: false, aaguids: [] };

const WORST_FIRST: readonly KeyStorage[] = ["file", "keyring", "tpm"];

/** True if a key in `storage` is at least as safe as one in `demanded`. */
export const isAtLeast = (storage: KeyStorage, demanded: KeyStorage): boolean =>
  WORST_FIRST.indexOf(storage) >= WORST_FIRST.indexOf(demanded);
