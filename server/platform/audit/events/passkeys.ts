import { authenticatorPolicySchema } from "@nearside/shared/api/console/authenticator-policy.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A person added a passkey to a machine of their own; the subject is its credential id (protocol §3.10). */
export const passkeyAdded = defineEvent(
  "passkey_added",
  1,
  "signed",
  v.strictObject({
    bound_set_id: v.string(),
    label: v.string(),
    aaguid: v.string(),
    attestation_format: v.string(),
    attestation_verdict: v.string(),
    backup_eligible: v.boolean(),
    backed_up: v.boolean(),
  }),
);

/** Metadata that came later proved the claims of an enrolled passkey's authenticator; the subject is its credential id. */
export const passkeyAttested = defineEvent(
  "passkey_attested",
  1,
  "once",
  v.strictObject({ aaguid: v.string(), metadata_no: v.number() }),
);

/** A passkey was revoked, for good; the subject is its credential id. */
export const passkeyRevoked = defineEvent(
  "passkey_revoked",
  1,
  "signed",
  v.strictObject({ bound_set_id: v.string(), note: v.nullable(v.string()), by: bySchema }),
);

/** The policy for authenticators was changed; the subject is the policy's version. */
export const authenticatorPolicyPublished = defineEvent(
  "authenticator_policy_published",
  1,
  "signed",
  v.strictObject({
    policy: authenticatorPolicySchema,
    note: v.nullable(v.string()),
    ends_unfit: v.boolean(),
    by: bySchema,
  }),
);

/** Metadata of authenticators was renewed. `next_update` is in epoch milliseconds. */
export const metadataTaken = defineEvent(
  "metadata_taken",
  1,
  "server",
  v.strictObject({ source: v.string(), no: v.number(), next_update: v.number() }),
);

/** Metadata of authenticators could not be renewed, or must not be. The earlier metadata stays. */
export const metadataRefused = defineEvent(
  "metadata_refused",
  1,
  "server",
  v.strictObject({ source: v.string(), problem: v.string() }),
);

/** The source of the metadata of authenticators was changed in the console. Null means that there is no source. */
export const metadataSourceChanged = defineEvent(
  "metadata_source_changed",
  1,
  "signed",
  v.strictObject({ address: v.nullable(v.string()), by: bySchema }),
);
