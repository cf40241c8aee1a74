import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startKeyAttestationAnswerSchema } from "@nearside/shared/api/key-attestations.ts";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import { keyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import { joined } from "@nearside/shared/tpm/structure-writer.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { opened } from "../../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../../test/kit/keys.ts";
import { MADE_HERE, ToolTpm } from "../../../../test/kit/tool-tpm.ts";
import { findEnrolment } from "../../../register/enrolments/enrolment-store.ts";
import {
  answerChallenge,
  askForChallenge,
  askToEnrolWith,
  attest,
  newProver,
  openServerWith,
  type Prover,
} from "../../../testing/attest-key.ts";
import { newTicket } from "../../../testing/enrol.ts";
import { eventsOf, expectRefusal } from "../../../testing/ledger.ts";
import type { TestServer } from "../../../testing/test-server.ts";

// The tests run protocol §3.8 against real TPMs in software, which tpm2-tools talks to. Each lie is refused for its own reason
// (threat R21).

let root: string;
let tpm: ToolTpm;
/** This TPM is another machine's, by the same maker: a thief may well have one. */
let others: ToolTpm;
let server: TestServer;
let honest: Prover;
let ticket: { user: string; ticket: string };
let owner: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  tpm = await ToolTpm.start(join(root, "one"), join(root, "maker"));
  others = await ToolTpm.start(join(root, "two"), join(root, "maker"));
  server = await openServerWith(tpm.maker);
  honest = await newProver(tpm);
});
beforeEach(async () => {
  ticket = { user: "bob", ticket: await newTicket(server, "bob") };
  const { db } = server.services;
  owner = (await db.selectFrom("users").select("id").where("name", "=", "bob").executeTakeFirstOrThrow()).id;
});
afterAll(async () => {
  await Promise.all([tpm.stop(), others.stop(), server.close()]);
  await rm(root, { recursive: true, force: true });
});

const refused = (code: string, field: string) => ({
  outcome: `400 ${code}`,
  event: { kind: "key_attestation_refused", subject: owner, data: { code, field } },
});
const enrol = (proof: unknown, device = honest.device) => askToEnrolWith(server, device, ticket, proof);

describe("a device key in a TPM", () => {
  it("is proven, recorded as such, and kept as evidence", async () => {
    const proof = await attest(server, honest, ticket);
    const { id } = await opened(await enrol(proof));
    expect(await findEnrolment(server.services.db, id)).toMatchObject({
      machine: { keyStorage: "tpm" },
      keyAttestation: proof,
    });
    const { ek } = (await keyChallenge.read(proof.challenge)).claims;
    expect(await eventsOf(server, id)).toContainEqual({
      kind: "device_key_attested",
      subject: id,
      data: { device_jkt: honest.device.thumbprint, ek_certificate: ek },
    });
  });

  it("may be proven again by the machine that continues with the ticket", async () => {
    expect((await enrol(await attest(server, honest, ticket))).status).toBe(201);
    expect((await enrol(await attest(server, honest, ticket))).status).toBe(201);
  });

  it("is asked for where it can be judged, and nowhere else", async () => {
    const metadata = async (of: TestServer) =>
      JSON.parse(
        (
          await of.fetch(
            new Request("https://login.example.test/.well-known/oauth-authorization-server", {
              headers: { host: "login.example.test" },
            }),
          )
        ).text,
      ).nearside_key_attestation;
    expect(await metadata(server)).toEqual(["tpm"]);
    const without = await openServerWith();
    expect(await metadata(without)).toBeUndefined();
    await without.close();
  });
});

describe("a claim without proof", () => {
  it("is no TPM", async () => {
    const send = () => enrol(undefined);
    await expectRefusal(server, send, refused("key_attestation_invalid", "machine.key_storage"));
  });

  it("nor is a proof taken for a key that is kept elsewhere", async () => {
    const proof = await attest(server, honest, ticket);
    const send = () => askToEnrolWith(server, honest.device, ticket, proof, "file");
    await expectRefusal(server, send, refused("key_attestation_invalid", "machine.key_storage"));
  });

  it("needs a ticket before anything is looked at", async () => {
    const send = () => askForChallenge(server, honest, { ...ticket, ticket: "0000-".repeat(7).concat("0000") });
    await expectRefusal(server, send, { outcome: "400 ticket_invalid", event: null });
  });
});

describe("a software key", () => {
  it("is not the key that a TPM certified", async () => {
    const device = await newSigner();
    const liar = { ...honest, device };
    const proof = await attest(server, liar, ticket);
    await expectRefusal(server, () => enrol(proof, device), refused("key_attestation_invalid", "device_key"));
  });

  it("is not made one by a public area that says so", async () => {
    const device = await newSigner();
    const proof = await attest(server, { ...honest, device }, ticket);
    const { x, y } = device.jwk;
    const { area } = honest.deviceKey;
    const forged = joined(
      area.subarray(0, area.length - 68),
      ...[Uint8Array.of(0, 32), decodeBase64url(x, "x"), Uint8Array.of(0, 32), decodeBase64url(y, "y")],
    );
    const send = () => enrol({ ...proof, device_key: encodeBase64url(forged) }, device);
    await expectRefusal(server, send, refused("key_attestation_invalid", "certify.object"));
  });

  it("certifies nothing as an attestation key", async () => {
    const proof = await attest(server, honest, ticket);
    const forger = await newSigner();
    const [, , signature] = (await forger.sign({ alg: "ES256", typ: "x" }, decodeBase64url(proof.certify, "c"))).split(
      ".",
    );
    await expectRefusal(server, () => enrol({ ...proof, signature }), refused("key_attestation_invalid", "signature"));
  });
});

describe("an attestation key", () => {
  it("of another TPM never sees the secret", async () => {
    const elsewhere = await newProver(others);
    const liar = { ...elsewhere, certificate: honest.certificate };
    const challenge = (await askForChallenge(server, liar, ticket)).as(startKeyAttestationAnswerSchema);
    await expect(answerChallenge(liar, challenge)).rejects.toThrow();
    const proof = await answerChallenge(liar, challenge, async () => new Uint8Array(32));
    const send = () => enrol(proof, liar.device);
    await expectRefusal(server, send, refused("key_attestation_invalid", "secret"));
  });

  it.each([
    ["that signs whatever it is given", MADE_HERE],
    ["that was made somewhere else", "restricted|sign|userwithauth|noda|fixedtpm|fixedparent"],
    ["that may be moved", "restricted|sign|userwithauth|noda|sensitivedataorigin"],
  ])("%s is refused", async (_what, attributes) => {
    const made = await tpm.makeKey(attributes).catch(() => undefined);
    const bits = { [MADE_HERE]: 0x0004_0472 }[attributes] ?? 0x0005_0452;
    const area = made?.area ?? withAttributes(honest.attestationKey.area, bits);
    const liar = { ...honest, attestationKey: { ...honest.attestationKey, area } };
    const send = () => askForChallenge(server, liar, ticket);
    await expectRefusal(server, send, refused("tpm_key_movable", "attestation_key"));
  });

  it("is the one that the challenge was set to", async () => {
    const proof = await attest(server, honest, ticket);
    const other = await tpm.makeKey(`${MADE_HERE}|restricted`);
    const send = () => enrol({ ...proof, attestation_key: encodeBase64url(other.area) });
    await expectRefusal(server, send, refused("key_attestation_invalid", "challenge.ak"));
  });
});

function withAttributes(area: Uint8Array<ArrayBuffer>, attributes: number): Uint8Array<ArrayBuffer> {
  const copy = area.slice();
  new DataView(copy.buffer).setUint32(4, attributes);
  return copy;
}

describe("the statement of the TPM", () => {
  it("is about this key and no other", async () => {
    const other = await tpm.makeKey(MADE_HERE);
    const proof = await attest(server, { ...honest, deviceKey: other }, ticket);
    const send = () => enrol({ ...proof, device_key: encodeBase64url(honest.deviceKey.area) });
    await expectRefusal(server, send, refused("key_attestation_invalid", "certify.object"));
  });

  it("answers this challenge and no other", async () => {
    const [one, two] = [await attest(server, honest, ticket), await attest(server, honest, ticket)];
    const send = () => enrol({ ...one, certify: two.certify, signature: two.signature });
    await expectRefusal(server, send, refused("key_attestation_invalid", "certify.qualifying_data"));
  });

  it("tells that the key may leave the TPM", async () => {
    const movable = await newProver(tpm, {
      deviceKey: await tpm.makeKey("sensitivedataorigin|userwithauth|noda|sign"),
    });
    const proof = await attest(server, movable, ticket);
    await expectRefusal(server, () => enrol(proof, movable.device), refused("tpm_key_movable", "device_key"));
  });

  it.each([
    ["certify", "signature"],
    ["device_key", "certify.object"],
  ] as const)("is whole: %s without its last byte", async (member, field) => {
    const proof = await attest(server, honest, ticket);
    const cut = encodeBase64url(decodeBase64url(proof[member], member).subarray(0, -1));
    await expectRefusal(server, () => enrol({ ...proof, [member]: cut }), refused("key_attestation_invalid", field));
  });

  it.each([
    ["cut short", (area: Uint8Array) => area.subarray(0, area.length - 1), "attestation_key.unique.y"],
    ["with something behind it", (area: Uint8Array) => joined(area, Uint8Array.of(0)), "attestation_key.unique"],
    [
      "with a length beyond its end",
      (area: Uint8Array) => joined(area.subarray(0, 8), Uint8Array.of(0, 64)),
      "attestation_key.authPolicy",
    ],
    [
      "with a length beyond any",
      (area: Uint8Array) => joined(area.subarray(0, 8), Uint8Array.of(255, 255)),
      "attestation_key.authPolicy",
    ],
  ])("is read to its end: a public area %s", async (_what, change, field) => {
    const send = () =>
      askForChallenge(server, honest, ticket, { attestation_key: encodeBase64url(change(honest.attestationKey.area)) });
    await expectRefusal(server, send, refused("key_attestation_invalid", field));
  });
});

describe("a challenge", () => {
  it("is good for one enrolment", async () => {
    const proof = await attest(server, honest, ticket);
    expect((await enrol(proof)).status).toBe(201);
    await expectRefusal(server, () => enrol(proof), refused("replayed", "challenge.jti"));
  });

  it("ends after five minutes, to the second", async () => {
    const proof = await attest(server, honest, ticket);
    const again = await attest(server, honest, ticket);
    server.pass(299);
    expect((await enrol(proof)).status).toBe(201);
    server.pass(1);
    await expectRefusal(server, () => enrol(again), refused("key_attestation_expired", "challenge.exp"));
  });

  it("was set to this device key", async () => {
    const proof = await attest(server, honest, ticket);
    const other = await newProver(tpm, { attestationKey: honest.attestationKey });
    const send = () => enrol(proof, other.device);
    await expectRefusal(server, send, refused("key_attestation_invalid", "challenge.device_jkt"));
  });

  it("was set by this server", async () => {
    const proof = await attest(server, honest, ticket);
    const { claims } = await keyChallenge.read(proof.challenge);
    const forge = (changed: Partial<KeyAttestation>) => () => enrol({ ...proof, ...changed });
    const stranger = await keyChallenge.sign(await newSigner(), claims);
    await expectRefusal(server, forge({ challenge: stranger }), refused("key_mismatch", "kid"));
    const twin = await keyChallenge.sign(server.services.keys.signer, { ...claims, iss: "https://other.example" });
    await expectRefusal(server, forge({ challenge: twin }), refused("wrong_issuer", "iss"));
    await expectRefusal(server, forge({ challenge: "a".repeat(20) }), refused("malformed", "jws"));
  });
});
