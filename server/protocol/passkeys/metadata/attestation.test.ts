import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AAGUID, type Attester, Authenticator } from "../../../../test/kit/authenticator.ts";
import { usePasskey } from "../../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../../test/kit/machine.ts";
import { Authority } from "../../../../test/kit/metadata-authority.ts";
import { metEnrolment, pendingMachine } from "../../../testing/enrol.ts";
import { type MetadataStage, openMetadataStage } from "../../../testing/metadata-stage.ts";

// An attestation says who vouches for an authenticator's model (protocol §3.4).

const UNLISTED = "ffffffff-4455-6677-8899-aabbccddeeff";
const BROKEN = "eeeeeeee-4455-6677-8899-aabbccddeeff";
const LEVELS = "dddddddd-4455-6677-8899-aabbccddeeff";

let stage: MetadataStage;
let maker: Authority;
let genuine: Attester;
beforeAll(async () => {
  stage = await openMetadataStage({});
  maker = await Authority.root("Maker Root");
  genuine = await maker.attester(AAGUID);
  await stage.publish(1, [
    { aaguid: AAGUID, roots: [maker] },
    { aaguid: BROKEN, roots: [maker], reports: [{ status: "REVOKED", effectiveDate: "2025-01-01" }] },
    { aaguid: LEVELS, roots: [maker], attestationTypes: ["basic_surrogate"] },
  ]);
});
afterAll(() => stage.close());

let made = 0;
/** Enrols with that authenticator and returns the outcome. */
async function enrol(kind: ConstructorParameters<typeof Authenticator>[1]): Promise<string> {
  made += 1;
  const authenticator = new Authenticator(`attested ${made}`, kind);
  const machine = await newMachine({ authenticator });
  const { open, met } = await metEnrolment(stage.server, machine, `person-${made}`);
  const { outcome } = await usePasskey(stage.server, machine, open, met);
  if (outcome !== "200") return outcome;
  const row = await stage.server.services.db
    .selectFrom("enrolments")
    .select("data")
    .where("id", "=", open.id)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.data).now.passkey.attestation_verdict;
}

describe("a new passkey", () => {
  it("is attested where its certificate leads to a root that the metadata lists for its model", async () => {
    expect(await enrol({ attester: genuine })).toBe("attested");
    const between = await maker.below("Maker, second half of the year");
    const attester = await between.attester(AAGUID);
    const x5c = [...attester.x5c, new Uint8Array(between.certificate.rawData)];
    expect(await enrol({ attester: { ...attester, x5c } })).toBe("attested");
  });

  it("is claimed where nobody who is believed lists its model, whatever its certificate says", async () => {
    expect(await enrol({ attester: await maker.attester(UNLISTED), aaguid: UNLISTED })).toBe("claimed, not attested");
  });

  it("is not attested by its own key, nor without any, though it names a model that is listed", async () => {
    expect(await enrol({ attester: "self" })).toBe("self-attested");
    expect(await enrol({})).toBe("not attested");
  });

  it("is refused where it passes itself off as a listed model by somebody else's certificate", async () => {
    const counterfeiter = await Authority.root("Maker Root");
    expect(await enrol({ attester: await counterfeiter.attester(AAGUID) })).toBe("400 attestation_untrusted");
    const wearer = await maker.attester(AAGUID); // the certificate of a genuine authenticator issues nothing
    const forged = await maker.below("Genuine, but no authority", { ca: false });
    const below = await forged.attester(AAGUID);
    const x5c = [...below.x5c, new Uint8Array(forged.certificate.rawData)];
    expect(await enrol({ attester: { ...below, x5c } })).toBe("400 attestation_untrusted");
    expect(await enrol({ attester: { key: below.key, x5c: wearer.x5c } })).toBe("400 assertion_invalid");
    for (const damaged of [new Uint8Array(), new Uint8Array([0x30, 0x03, 1, 2, 3]), ...below.x5c, ...below.x5c])
      expect(await enrol({ attester: { ...below, x5c: [...below.x5c, damaged] } })).toMatch(
        /^400 (assertion_invalid|attestation_untrusted)$/,
      );
    expect(await enrol({ attester: await maker.attester(AAGUID), aaguid: LEVELS })).toBe("400 assertion_invalid");
    expect(await enrol({ attester: await maker.attester(LEVELS), aaguid: LEVELS })).toBe("400 attestation_untrusted");
  });

  it("is refused of a model that was reported to be broken, even where it only claims to be one", async () => {
    expect(await enrol({ attester: await maker.attester(BROKEN), aaguid: BROKEN })).toBe(
      "400 authenticator_compromised",
    );
    expect(await enrol({ aaguid: BROKEN })).toBe("400 authenticator_compromised");
  });

  it("keeps its verdict in the bound set", async () => {
    const authenticator = new Authenticator("kept", { attester: genuine });
    await pendingMachine(stage.server, await newMachine({ authenticator }), "keeper");
    const row = await stage.server.services.db
      .selectFrom("passkeys")
      .select(["attestation_verdict", "attestation_format", "aaguid"])
      .where("credential_id", "=", createHash("sha256").update("kept").digest("base64url"))
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ attestation_verdict: "attested", attestation_format: "packed", aaguid: AAGUID });
  });
});
