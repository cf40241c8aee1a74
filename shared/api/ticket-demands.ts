import * as v from "valibot";
import { aaguidSchema } from "../passkey/authenticator.ts";
import { type KeyStorage, keyStorageSchema } from "../proof/key-storage.ts";

const MOST_AAGUIDS = 100;

/**
 * What a new bound set must be, as whoever made the ticket asks (protocol §3.1): on top of the server's own policy, never in its
 * place. There is none of the operating system, whose name is the machine's own word; a make of authenticator is asked for
 * together with `attested`, for the same reason.
 */
export const ticketDemandsSchema = v.pipe(
  v.strictObject({
    /** At least; of `keyring` the machine's own word, `tpm` is proven (protocol §3.8). */
    key_storage: keyStorageSchema,
    /** The passkey cannot be copied: BE = 0. */
    device_bound: v.boolean(),
    /** Somebody the server trusts vouches for the authenticator (protocol §3.4). */
    attested: v.boolean(),
    /** One of these makes; empty where any will do. */
    aaguids: v.pipe(v.array(aaguidSchema), v.maxLength(MOST_AAGUIDS, `must be at most ${MOST_AAGUIDS} makes`)),
  }),
  v.forward(
    v.check(({ aaguids, attested }) => attested || aaguids.length === 0, "needs an attested passkey as well"),
    ["aaguids"],
  ),
);
export type TicketDemands = v.InferOutput<typeof ticketDemandsSchema>;

export const NO_DEMANDS: TicketDemands = { key_storage: "file", device_bound: false, attested: false, aaguids: [] };

const WORST_FIRST: readonly KeyStorage[] = ["file", "keyring", "tpm"];

/** Whether a key that lies there is as safe as one that lies where it is asked for. */
export const isAtLeast = (storage: KeyStorage, demanded: KeyStorage): boolean =>
  WORST_FIRST.indexOf(storage) >= WORST_FIRST.indexOf(demanded);
