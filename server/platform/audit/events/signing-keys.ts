import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A server key was made (protocol §2). The subject is its kid. */
export const signingKeyCreated = defineEvent(
  "signing_key_created",
  1,
  "server",
  v.strictObject({ alg: v.literal("ES256") }),
);

/** The next server key was made and published in the JWK Set, but signs nothing yet (protocol §2). The subject is its kid. */
export const signingKeyPublished = defineEvent(
  "signing_key_published",
  1,
  "server",
  v.strictObject({
    alg: v.literal("ES256"),
    jwk: publicJwkSchema,
    /** The time at which it will take over, in epoch milliseconds. */
    active_from: v.number(),
  }),
);

/** A server key signs from now on, and no other does (protocol §2). The subject is its kid. */
export const signingKeyActivated = defineEvent(
  "signing_key_activated",
  1,
  "server",
  v.strictObject({ reason: v.picklist(["rotation", "compromise"]) }),
);

/** A server key has been retired and its private part erased. Its signatures still verify (protocol §2). The subject is its kid. */
export const signingKeyRetired = defineEvent(
  "signing_key_retired",
  1,
  "server",
  v.strictObject({ successor: v.string() }),
);

/**
 * A server key was removed from the JWK Set (protocol §2). `outlived`: nothing that it signed is still valid. `compromised`: another
 * party may have had it, so nothing that it signed is accepted from now on. The subject is its kid.
 */
export const signingKeyRemoved = defineEvent(
  "signing_key_removed",
  1,
  "server",
  v.strictObject({ reason: v.picklist(["outlived", "compromised"]) }),
);

/**
 * The secret by which the server knew the names of erased people again was given up. Such a name can be given to somebody else from now on.
 * The subject is the id of the secret.
 */
export const erasedNamesFreed = defineEvent(
  "erased_names_freed",
  1,
  "server",
  v.strictObject({ reason: v.picklist(["lost"]) }),
);
