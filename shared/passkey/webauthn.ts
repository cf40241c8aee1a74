import * as v from "valibot";
import { isCanonicalBase64url } from "../encoding/base64url.ts";
import { credentialIdSchema } from "../ids.ts";

// The "…JSON" dictionaries of WebAuthn L3 §5.1, as far as Nearside sends or accepts them.

// Canonical, because the token's `chain` hashes the decoded bytes while evidence stores the text (protocol §4.6, §7).
const bytes = (max: number) => v.pipe(v.string(), v.maxLength(max), v.check(isCanonicalBase64url));
const clientDataJson = bytes(4096);
const extensionResults = v.record(v.string(), v.unknown());
const attachment = v.optional(v.picklist(["platform", "cross-platform"]));

/**
 * Characters of JSON. We request no extension, and judge none of the results that a browser's add-ons send all the
 * same.
 */
const MAX_EXTENSION_RESULTS = 1024;
/** The results are accepted and dropped: they are not judged, so they are not stored. */
const unjudgedResults = v.pipe(
  extensionResults,
  v.check((results) => JSON.stringify(results).length <= MAX_EXTENSION_RESULTS),
  v.transform((): Record<string, unknown> => ({})),
);

/** The members of both answers of an authenticator (PublicKeyCredential, WebAuthn L3 §5.1). */
const credentialEntries = {
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: v.literal("public-key"),
  authenticatorAttachment: attachment,
  clientExtensionResults: unjudgedResults,
};

const registrationEntries = {
  ...credentialEntries,
  response: v.object({
    clientDataJSON: clientDataJson,
    attestationObject: bytes(16_384),
    transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8))),
  }),
};
/** RegistrationResponseJSON (WebAuthn L3 §5.1). */
export const registrationJsonSchema = v.object(registrationEntries);
export type RegistrationJson = v.InferOutput<typeof registrationJsonSchema>;
/** The registration in evidence, where older documents still hold what browsers added. */
export const storedRegistrationSchema = v.object({ ...registrationEntries, clientExtensionResults: extensionResults });

const assertionEntries = {
  ...credentialEntries,
  response: v.object({
    clientDataJSON: clientDataJson,
    authenticatorData: bytes(2048),
    signature: bytes(2048),
    userHandle: v.optional(bytes(128)),
  }),
};
/** AuthenticationResponseJSON (WebAuthn L3 §5.1). */
export const assertionJsonSchema = v.object(assertionEntries);
export type AssertionJson = v.InferOutput<typeof assertionJsonSchema>;
/** The assertion in evidence, as {@link storedRegistrationSchema}. */
export const storedAssertionSchema = v.object({ ...assertionEntries, clientExtensionResults: extensionResults });

const descriptor = v.object({
  id: credentialIdSchema,
  type: v.literal("public-key"),
  transports: v.optional(v.array(v.string())),
});
const hints = v.optional(v.array(v.picklist(["client-device", "security-key", "hybrid"])));

/** PublicKeyCredentialRequestOptionsJSON (WebAuthn L3 §5.1). */
export const requestOptionsSchema = v.object({
  challenge: bytes(128),
  rpId: v.string(),
  timeout: v.number(),
  userVerification: v.literal("required"),
  allowCredentials: v.array(descriptor),
  hints,
});
export type RequestOptions = v.InferOutput<typeof requestOptionsSchema>;

/** PublicKeyCredentialCreationOptionsJSON (protocol §3.3). */
export const creationOptionsSchema = v.object({
  challenge: bytes(128),
  rp: v.object({ id: v.string(), name: v.string() }),
  user: v.object({ id: bytes(128), name: v.string(), displayName: v.string() }),
  pubKeyCredParams: v.array(v.object({ alg: v.number(), type: v.literal("public-key") })),
  timeout: v.number(),
  attestation: v.literal("direct"),
  excludeCredentials: v.array(descriptor),
  authenticatorSelection: v.object({
    userVerification: v.literal("required"),
    residentKey: v.literal("preferred"),
    authenticatorAttachment: attachment,
  }),
  hints,
});
export type CreationOptions = v.InferOutput<typeof creationOptionsSchema>;
