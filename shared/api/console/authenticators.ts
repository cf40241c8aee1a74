import * as v from "valibot";
import { CERTIFICATION_LEVELS, COMPROMISES } from "../../passkey/authenticator.ts";
import { formTexts } from "../../texts/forms.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { authenticatorPolicySchema, UNFIT } from "./authenticator-policy.ts";
import { ask, change, file, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// The authenticators in use, the facts known about them, and the policy that admits them. Times in epoch milliseconds.

const certificationSchema = v.nullable(v.picklist(CERTIFICATION_LEVELS));
const compromiseSchema = v.nullable(v.picklist(COMPROMISES));
const unfitSchema = v.picklist(UNFIT);

/** GET /api/console/authenticators: the models of the passkeys that are active or pending. */
const authenticatorsQuerySchema = listQuerySchema(["name", "passkeys", "attested", "unfit", "aaguid"], {
  standing: v.optional(v.picklist(["attested", "not_attested", "unfit", "compromised"])),
});
export type AuthenticatorsQuery = v.InferOutput<typeof authenticatorsQuerySchema>;

const authenticatorRowSchema = v.strictObject({
  aaguid: v.string(),
  /** The name from the metadata; without an attestation it is only claimed. */
  name: v.nullable(v.string()),
  /** The address of a picture on this server. */
  icon: v.nullable(v.string()),
  certification: certificationSchema,
  compromise: compromiseSchema,
  passkeys: v.number(),
  /** The number of them whose make is proven. */
  attested: v.number(),
  /** The number of them that the active policy would refuse today. */
  unfit: v.number(),
});
export type AuthenticatorRow = v.InferOutput<typeof authenticatorRowSchema>;
export const authenticatorsAnswerSchema = listAnswerSchema(authenticatorRowSchema);

/** One version of the policy. */
const policyVersionSchema = v.strictObject({
  /** 0 before anybody published one. */
  version: v.number(),
  policy: authenticatorPolicySchema,
  note: v.nullable(v.string()),
  /** The name of the person who published it; null for the server's shell. */
  by: v.nullable(v.string()),
  created_at: v.nullable(v.number()),
  ends_unfit: v.boolean(),
  /** The time at which the last passkey that did not fit was ended. */
  ended_at: v.nullable(v.number()),
});
export type PolicyVersion = v.InferOutput<typeof policyVersionSchema>;

/** GET /api/console/authenticators/policies: the history, newest first. */
const policiesQuerySchema = listQuerySchema(["age"], {});
export type PoliciesQuery = v.InferOutput<typeof policiesQuerySchema>;
export const policiesAnswerSchema = listAnswerSchema(policyVersionSchema);

/** The source of metadata, and its state. */
const metadataStateSchema = v.strictObject({
  /** Says who set the source: the operator's configuration takes precedence over the console. */
  set_by: v.picklist(["configuration", "console", "nobody"]),
  source: v.nullable(v.string()),
  /** True where an organisation's own roots are trusted in place of the FIDO Alliance's. */
  own_roots: v.boolean(),
  taken: v.nullable(
    v.strictObject({ no: v.number(), next_update: v.number(), taken_at: v.number(), models: v.number() }),
  ),
  tried_at: v.nullable(v.number()),
  succeeded_at: v.nullable(v.number()),
  problem: v.nullable(v.strictObject({ code: v.string(), sentence: v.string() })),
});
export type MetadataState = v.InferOutput<typeof metadataStateSchema>;

/** GET /api/console/authenticators/state */
export const authenticatorsStateSchema = v.strictObject({
  now: v.number(),
  metadata: metadataStateSchema,
  policy: policyVersionSchema,
  /** True where the configuration accepts passkeys that can be copied: a policy cannot admit what it refuses. */
  accepts_synced: v.boolean(),
});
export type AuthenticatorsState = v.InferOutput<typeof authenticatorsStateSchema>;

/** POST /api/console/authenticators/metadata/refresh {} */
export const refreshAnswerSchema = v.strictObject({
  state: v.picklist(["taken", "unchanged", "failed", "none"]),
  problem: v.nullable(v.string()),
});

const MAX_ADDRESS = 2048;

/** POST /api/console/authenticators/metadata: a change. An empty address removes the source. */
export const metadataSourceSchema = v.strictObject({
  address: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(MAX_ADDRESS),
    v.check(
      (address) => address === "" || (address.startsWith("https://") && URL.canParse(address)),
      formTexts.metadataAddress,
    ),
    v.check(
      (address) => !URL.canParse(address) || (new URL(address).username === "" && new URL(address).password === ""),
      formTexts.metadataPassword,
    ),
  ),
});

/** POST /api/console/authenticators/policy/preview: the people whom that policy would shut out. */
const previewBodySchema = v.strictObject({
  policy: authenticatorPolicySchema,
  /** Lists the unfit passkeys after this one. */
  after: v.nullable(
    v.strictObject({
      name: v.pipe(v.string(), v.maxLength(256)),
      credential_id: v.pipe(v.string(), v.maxLength(2048)),
    }),
  ),
});

const unfitPasskeySchema = v.strictObject({
  credential_id: v.string(),
  reason: unfitSchema,
  aaguid: v.string(),
  model: v.nullable(v.string()),
  verdict: v.string(),
  user: v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() }),
  machine: v.strictObject({ bound_set_id: v.string(), hostname: v.string() }),
});
export type UnfitPasskey = v.InferOutput<typeof unfitPasskeySchema>;

export const previewAnswerSchema = v.strictObject({
  passkeys: v.number(),
  unfit: v.strictObject({
    passkeys: v.number(),
    machines: v.number(),
    people: v.number(),
    /** The number of people without any passkey that fits. */
    left_without: v.number(),
  }),
  reasons: v.array(v.strictObject({ reason: unfitSchema, passkeys: v.number() })),
  rows: v.array(unfitPasskeySchema),
  /** True where there are more. */
  more: v.boolean(),
  /**
   * True where the policy accepts everything, or a valid passkey of an owner fits it. Otherwise only an owner may
   * publish it.
   */
  fits_an_owner: v.boolean(),
});
export type PreviewAnswer = v.InferOutput<typeof previewAnswerSchema>;

const MAX_NOTE = 500;

/** POST /api/console/authenticators/policy: a change. */
export const publishPolicySchema = v.strictObject({
  policy: authenticatorPolicySchema,
  note: v.pipe(v.string(), v.trim(), v.minLength(1, formTexts.reason), v.maxLength(MAX_NOTE, formTexts.characters500)),
  /** True ends the valid passkeys that do not fit as well. */
  ends_unfit: v.boolean(),
  /** The version on which it is based. */
  after: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export const publishAnswerSchema = v.strictObject({ version: v.number() });

const AT = "/api/console/authenticators";

export const authenticatorsApi = {
  list: read(AT, "authenticators.read", authenticatorsQuerySchema, authenticatorsAnswerSchema),
  exportList: file(`${AT}/export`, "authenticators.read", authenticatorsQuerySchema),
  state: read(`${AT}/state`, "authenticators.read", emptyBodySchema, authenticatorsStateSchema),
  policies: read(`${AT}/policies`, "authenticators.read", policiesQuerySchema, policiesAnswerSchema),
  refreshMetadata: ask(`${AT}/metadata/refresh`, "authenticators.manage", emptyBodySchema, refreshAnswerSchema),
  setMetadataSource: change(`${AT}/metadata`, "authenticators.manage", metadataSourceSchema, emptyBodySchema),
  previewPolicy: ask(`${AT}/policy/preview`, "authenticators.read", previewBodySchema, previewAnswerSchema),
  publishPolicy: change(`${AT}/policy`, "authenticators.manage", publishPolicySchema, publishAnswerSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
    errors: ["conflict"],
  }),
};
