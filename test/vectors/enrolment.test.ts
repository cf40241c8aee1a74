import { checkLocalityLoopback } from "@nearside/shared/chain/attestation/check-locality-loopback.ts";
import { checkLocalityPresence } from "@nearside/shared/chain/attestation/check-locality-presence.ts";
import { checkLocalitySignature } from "@nearside/shared/chain/attestation/check-locality-signature.ts";
import { checkEnrolmentProof } from "@nearside/shared/chain/enrolment/check-enrolment-proof.ts";
import { checkReceipt } from "@nearside/shared/chain/enrolment/check-receipt.ts";
import { checkHelloBinding } from "@nearside/shared/chain/hello/check-hello-binding.ts";
import { checkHelloSignature } from "@nearside/shared/chain/hello/check-hello-signature.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { describe, expect, it } from "vitest";
import type { WrittenEnrolment } from "./enrolment.ts";
import { newVectors } from "./new-vectors.ts";
import { refusalLines, untested } from "./refusal-lines.ts";
import { codeAndField, refusalOf } from "./refusal-of.ts";
import { enrolmentVectorsSchema, readVectors } from "./vector.ts";

const { honest, vectors } = readVectors("enrolment.json", enrolmentVectorsSchema);
const { known: trusted } = honest;
type Vector = (typeof vectors)[number];

const READ = {
  request: enrolmentRequest.read,
  nonce: nonce.read,
  hello: hello.read,
  presence_proof: presenceProof.read,
  attestation: attestation.read,
  extension_proof: enrolment.read,
  device_proof: enrolment.read,
  receipt: receipt.read,
} as const;
const MEMBERS = Object.keys(READ) as (keyof WrittenEnrolment)[];

const written = (vector: Vector): WrittenEnrolment => ({
  ...honest.enrolment,
  ...Object.fromEntries(Object.entries(vector.enrolment).filter(([, text]) => text !== undefined)),
});

async function readAll(texts: WrittenEnrolment) {
  return {
    request: await READ.request(texts.request),
    nonce: await READ.nonce(texts.nonce),
    hello: await READ.hello(texts.hello),
    presence: await READ.presence_proof(texts.presence_proof),
    attestation: await READ.attestation(texts.attestation),
    extensionProof: await READ.extension_proof(texts.extension_proof),
    deviceProof: await READ.device_proof(texts.device_proof),
    receipt: await READ.receipt(texts.receipt),
  };
}
type Links = Awaited<ReturnType<typeof readAll>>;

const keysOf = async ({ request }: Links) => ({
  request,
  extension: await thumbprintOf(trusted.extension),
  passkey: trusted.passkey,
});

/** The demands of server and command line on an enrolment (protocol §3.3, §3.6), by the name that vectors use. */
const CHECKS: Readonly<Record<string, (links: Links) => unknown>> = {
  "verifyServerSignature of request": ({ request }) => verifyServerSignature(request, trusted),
  "checkNonceSignature of nonce": (links) => checkNonceSignature(links, trusted),
  "checkNonceRequest of nonce": checkNonceRequest,
  "checkHelloSignature of hello": checkHelloSignature,
  "checkHelloBinding of hello": checkHelloBinding,
  "verifyPresenceSignature of presence proof": ({ presence, request }) =>
    verifyPresenceSignature(presence, request.claims.device_jkt),
  "checkPresenceBinding of presence proof": checkPresenceBinding,
  "checkLocalitySignature of attestation": checkLocalitySignature,
  "checkLocalityPresence of attestation": checkLocalityPresence,
  "checkLocalityLoopback of attestation": (links) => checkLocalityLoopback({ ...links, relay: null }),
  "checkEnrolmentProof of extension proof": async (links) =>
    checkEnrolmentProof(links.extensionProof, trusted.extension, await keysOf(links)),
  "checkEnrolmentProof of device proof": async (links) =>
    checkEnrolmentProof(links.deviceProof, trusted.device, await keysOf(links)),
  "checkReceipt of receipt": async (links) => checkReceipt(links.receipt, await keysOf(links), trusted),
};

async function refusalsOf(links: Links) {
  const refusals = new Map<string, ReturnType<typeof codeAndField>>();
  for (const [name, check] of Object.entries(CHECKS)) {
    const refusal = await refusalOf(() => check(links));
    if (refusal !== undefined) refusals.set(name, codeAndField(refusal));
  }
  return refusals;
}

const unreadable = vectors.filter(({ layer }) => layer.startsWith("read: "));
const refused = vectors.filter(({ layer }) => !layer.startsWith("read: "));

describe("an enrolment (protocol §3)", () => {
  it("that is honest is accepted by every check", async () => {
    expect([...(await refusalsOf(await readAll(honest.enrolment)))]).toEqual([]);
  });

  it("has the vectors that the generator writes", async () => {
    const fresh = (await newVectors())["enrolment.json"];
    const withoutKeys = ({ enrolment: texts, ...flaw }: Vector) => ({ ...flaw, members: Object.keys(texts) });
    expect(fresh.vectors.map(withoutKeys)).toEqual(vectors.map(withoutKeys));
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
  });

  it.each(unreadable.map((vector) => [vector.name, vector] as const))("is not read: %s", async (_name, vector) => {
    const { layer, code, field } = vector;
    for (const member of MEMBERS) {
      const refusal = await refusalOf(() => READ[member](written(vector)[member]));
      expect([member, codeAndField(refusal)]).toEqual([
        member,
        layer === `read: ${member}` ? { code, field } : undefined,
      ]);
    }
  });

  it.each(refused.map((vector) => [vector.layer, vector.name, vector] as const))(
    "is refused by %s: %s",
    async (_layer, _name, vector) => {
      const { layer, code, field, also = [] } = vector;
      const refusals = await refusalsOf(await readAll(written(vector)));
      expect(refusals.get(layer)).toEqual({ code, field });
      expect([...refusals.keys()].sort()).toEqual([layer, ...also].sort());
    },
  );

  it.each([
    ["checkEnrolmentProof of extension proof", "chain/enrolment/check-enrolment-proof.ts"],
    ["checkEnrolmentProof of device proof", "chain/enrolment/check-enrolment-proof.ts"],
    ["checkReceipt of receipt", "chain/enrolment/check-receipt.ts"],
    ["verifyServerSignature of request", "chain/server-signature.ts"],
    ["verifyPresenceSignature of presence proof", "chain/presence-proof/check-presence-signature.ts"],
  ])("is refused by every line of %s", (layer, file) => {
    const lines = refusalLines(file);
    expect(lines.length).toBeGreaterThan(0);
    expect(
      untested(
        lines,
        refused.filter((vector) => vector.layer === layer),
      ),
    ).toEqual([]);
  });
});
