import { issuerSchema, secondsSchema, userSchema } from "@nearside/shared/claims.ts";
import { enrolmentIdSchema, sha256TextSchema } from "@nearside/shared/ids.ts";
import { passkeySchema } from "@nearside/shared/passkey/passkey.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import * as v from "valibot";

// The stored record of each enrolment (protocol §2): one bound set, and one key that signs for no other.

const privateKeySchema = v.pipe(
  v.instance(CryptoKey),
  v.check((key) => key.type === "private" && !key.extractable),
);

const entries = {
  /** Thumbprint of the extension key, by which the record is found. */
  thumbprint: sha256TextSchema,
  jwk: publicJwkSchema,
  privateKey: privateKeySchema,
  issuer: issuerSchema,
  enrolment: enrolmentIdSchema,
  enrolment_request: jwsSchema,
  user: userSchema,
  device_jkt: sha256TextSchema,
  /** By this browser's clock, seconds. */
  made_at: secondsSchema,
};

/**
 * The person has confirmed, and there is no receipt yet. `passkey` is the one that this key has signed for, null before
 * it signed.
 */
const enrollingSchema = v.strictObject({
  state: v.literal("enrolling"),
  ...entries,
  passkey: v.nullable(passkeySchema),
});
/** The receipt is there (protocol §3.6), so the set is usable. */
const boundSchema = v.strictObject({
  state: v.literal("bound"),
  ...entries,
  passkey: passkeySchema,
  receipt: jwsSchema,
});

export const boundSetSchema = v.variant("state", [enrollingSchema, boundSchema]);
export type BoundSet = v.InferOutput<typeof boundSetSchema>;
export type EnrollingSet = v.InferOutput<typeof enrollingSchema>;
export type UsableSet = v.InferOutput<typeof boundSchema>;

export const isUsable = (set: BoundSet): set is UsableSet => set.state === "bound";
export const isEnrolling = (set: BoundSet): set is EnrollingSet => set.state === "enrolling";

export const signerOf = (set: BoundSet): Promise<Signer> => webCryptoSigner(set.privateKey, set.jwk);
