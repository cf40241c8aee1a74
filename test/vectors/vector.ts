import { readFileSync } from "node:fs";
import type { Trusted } from "@nearside/shared/chain/chain.ts";
import { isRefusalCode, type RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { issuerSchema, userSchema } from "@nearside/shared/claims.ts";
import { credentialIdSchema, sha256TextSchema } from "@nearside/shared/ids.ts";
import { serverKeySchema } from "@nearside/shared/oauth/metadata.ts";
import { passkeySchema } from "@nearside/shared/passkey/passkey.ts";
import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";

// The form of the JSON files of this folder. Each vector is the honest proof with one flaw: `why` says which, `layer` names the
// one that must refuse it ("read", or the check's function; "earlier: …" of the approval that another rests on), `code` and `field` how.

const codeSchema = v.custom<RefusalCode>((value) => typeof value === "string" && isRefusalCode(value));

const flawEntries = {
  name: v.string(),
  why: v.string(),
  layer: v.string(),
  code: codeSchema,
  field: v.string(),
};

const boundSetSchema = v.strictObject({
  user: userSchema,
  device: publicJwkSchema,
  extensions: v.array(sha256TextSchema),
  passkeys: v.array(v.strictObject({ ...passkeySchema.entries, backup_eligible: v.boolean() })),
});
const knownEntries = {
  issuer: issuerSchema,
  serverKeys: v.array(serverKeySchema),
  bound: boundSetSchema,
  approvers: v.array(boundSetSchema),
  rpId: v.string(),
  origin: v.string(),
  peer: v.picklist(["any", "same"]),
};
const knownSchema = v.strictObject(knownEntries) satisfies v.GenericSchema<unknown, Trusted>;

/** The chain as texts, in the members of `writtenChainSchema`, but not judged here: refusing it is what is tested. */
const textsSchema = v.record(v.string(), v.unknown());

/** What a chain differs in from an honest one. */
const changedEntries = {
  /** The honest chain, if it is not the plain one. */
  of: v.optional(
    v.picklist(["resting", "two_touches", "native", "elsewhere", "redirect", "lease", "seconded", "twice_seconded"]),
  ),
  /** Members that take the place of the honest chain's. */
  chain: textsSchema,
  /** Members that take the place of those of the approval that it rests on. */
  rests_on: v.optional(textsSchema),
};

const chainVectorSchema = v.strictObject({
  ...flawEntries,
  ...changedEntries,
  /** Other checks that refuse it too. Absent: the layer is the only one, and without it the chain is accepted. */
  also: v.optional(v.array(v.string())),
  /** Members that take the place of the honest knowledge. */
  known: v.optional(v.partial(knownSchema)),
});
export type ChainVector = v.InferOutput<typeof chainVectorSchema>;

/** A chain that is seldom so, and is accepted. */
const unusualChainSchema = v.strictObject({ name: v.string(), why: v.string(), ...changedEntries });
export type UnusualChain = v.InferOutput<typeof unusualChainSchema>;

export const chainVectorsSchema = v.strictObject({
  honest: v.strictObject({ chain: textsSchema, known: knownSchema }),
  /** Another honest login of the same command line on the same machine. */
  other: v.strictObject({ chain: textsSchema }),
  /** One that rests on an earlier approval, and one for which a security key was touched as well (protocol §4.5). */
  resting: v.strictObject({ chain: textsSchema }),
  two_touches: v.strictObject({ chain: textsSchema }),
  /** One that was met through the machine's keeper, whose command line opened no port (protocol §4.2). */
  native: v.strictObject({ chain: textsSchema }),
  /** One from a host reached by SSH (protocol §10). */
  elsewhere: v.strictObject({ chain: textsSchema }),
  /** One that the keeper began for a program that only knows a redirect (protocol §6). */
  redirect: v.strictObject({ chain: textsSchema }),
  /** One for a lease that adds to another one (protocol §12). */
  lease: v.strictObject({ chain: textsSchema }),
  /** One that another person approved as well, and one that two other people did (protocol §11). */
  seconded: v.strictObject({ chain: textsSchema }),
  twice_seconded: v.strictObject({ chain: textsSchema }),
  unusual: v.array(unusualChainSchema),
  vectors: v.array(chainVectorSchema),
});
export type ChainVectors = v.InferOutput<typeof chainVectorsSchema>;

const enrolmentEntries = {
  request: v.string(),
  nonce: v.string(),
  hello: v.string(),
  presence_proof: v.string(),
  attestation: v.string(),
  extension_proof: v.string(),
  device_proof: v.string(),
  receipt: v.string(),
};
export const enrolmentVectorsSchema = v.strictObject({
  honest: v.strictObject({
    enrolment: v.strictObject(enrolmentEntries),
    known: v.strictObject({
      issuer: knownEntries.issuer,
      serverKeys: knownEntries.serverKeys,
      device: publicJwkSchema,
      extension: publicJwkSchema,
      passkey: v.strictObject({ credential_id: credentialIdSchema, public_key: v.string() }),
    }),
  }),
  vectors: v.array(
    v.strictObject({
      ...flawEntries,
      also: v.optional(v.array(v.string())),
      enrolment: v.partial(v.strictObject(enrolmentEntries)),
    }),
  ),
});
export type EnrolmentVectors = v.InferOutput<typeof enrolmentVectorsSchema>;

export const proofVectorsSchema = v.strictObject({
  /** DPoP proofs (RFC 9449) and the request each came with. */
  dpop: v.strictObject({
    honest: v.strictObject({ proof: v.string(), method: v.string(), url: v.string(), jkt: sha256TextSchema }),
    vectors: v.array(
      v.strictObject({
        ...flawEntries,
        proof: v.optional(v.string()),
        method: v.optional(v.string()),
        url: v.optional(v.string()),
      }),
    ),
  }),
  /** Statements of a machine, judged at one time of receipt, in seconds. */
  times: v.strictObject({
    at: v.number(),
    honest: v.strictObject({ refresh: v.string(), browser: v.string() }),
    vectors: v.array(
      v.strictObject({ ...flawEntries, statement: v.picklist(["refresh", "browser"]), text: v.string() }),
    ),
  }),
});
export type ProofVectors = v.InferOutput<typeof proofVectorsSchema>;

/** One file of this folder. Throws a valibot error where it does not hold what it should. */
export const readVectors = <Schema extends v.GenericSchema>(file: string, schema: Schema): v.InferOutput<Schema> =>
  v.parse(schema, JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")));
