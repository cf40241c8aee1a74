// R21: a software key, or a key of a TPM that no configuration trusts, is passed off as one in a TPM to satisfy a rule. `tpm` is recorded only
// where it was proven (protocol §3.8): the maker's certificate, a secret that only that TPM opens, its statement about this very
// key. The command line is the real one with a real TPM's commands; the cheat changes what it sends.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeyAttestation, keyAttestationSchema } from "@nearside/shared/key-attestation/attested-key.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import * as v from "valibot";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { startSoftwareTpm } from "../kit/software-tpm.ts";
import { enrol } from "../steps/enrolling.ts";
import { type Home, openHome } from "../steps/home.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Clock, movableClock } from "../support/movable-clock.ts";
import { rowsOf } from "../support/server-rows.ts";
import { type Middleman, openStageWithMiddleman } from "./support-middleman.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const START = "/api/enrolments";
const CHALLENGE = "/api/key-attestations";
/** Exit codes, on which scripts rely (cli/problems/exit-codes.ts). */
const ENDS = {
  tpm_untrusted: 46,
  tpm_key_movable: 47,
  key_attestation_invalid: 48,
  key_attestation_expired: 49,
  replayed: 77,
} as const;

const atEnd = afterTests();
let stage: Stage;
let middleman: Middleman;
let clock: Clock;
let home: Home;
let ticket: string;
/** These are the NEARSIDE_TPM of this machine, of another by the same maker, and of one whose maker no setting names. */
let own: string;
let other: string;
let strange: string;
/** The proof of the other machine about its own key, which is as honest as can be. */
let provenElsewhere: KeyAttestation;

/** @returns the setting of a command line that uses it */
async function startTpm(folder: string, maker: string): Promise<string> {
  const { setting, stop } = await startSoftwareTpm(folder, maker);
  atEnd(stop);
  return setting;
}
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  [own, strange] = await Promise.all([startTpm(at("own"), at("maker")), startTpm(at("strange"), at("nobody"))]);
  other = await startTpm(at("other"), at("maker")); // after the first, which made the authority
  clock = movableClock(atEnd);
  const settings = { NEARSIDE_TPM_ROOTS: at("maker/issuercert.pem"), ...clock.settings };
  ({ stage, middleman } = await openStageWithMiddleman(atEnd, settings));
  await enrol(stage);
  home = await openHome(atEnd);
  provenElsewhere = await proveElsewhere();
});
beforeEach(async () => {
  ticket = await stage.server.ticket("ada");
});

const bodySchema = v.looseObject({
  machine: v.optional(v.looseObject({ key_storage: keyStorageSchema })),
  key_attestation: v.optional(keyAttestationSchema),
});
type Body = v.InferOutput<typeof bodySchema>;

/** From now on what goes to that address is changed. */
function change(path: string, how: (body: Body) => object): void {
  middleman.change = (to, text) => (to === path ? JSON.stringify(how(v.parse(bodySchema, JSON.parse(text)))) : text);
}
const leaveAlone = (): void => {
  middleman.change = (_to, text) => text;
};

/** The change of the proof. */
const changeProof = (how: (proof: KeyAttestation) => Partial<KeyAttestation>): void =>
  change(START, (body) => {
    if (body.key_attestation === undefined) throw new Error("the command line proved nothing");
    return { ...body, key_attestation: { ...body.key_attestation, ...how(body.key_attestation) } };
  });

const claimTpm = (proof?: KeyAttestation): void =>
  change(START, (body) => ({
    ...body,
    machine: { ...body.machine, key_storage: "tpm" },
    ...(proof && { key_attestation: proof }),
  }));

async function enrollOn(account: Home, key: "tpm" | "file", tpm: string, user = "ada", shown = ticket) {
  const args = ["enroll", stage.issuer, "--no-open", "--restart", "--key", key];
  const cli = await account.nearside(args, { env: { NEARSIDE_TPM: tpm } });
  cli.type(`${user}\n${shown}\n`);
  return cli;
}

async function expectNotTaken(code: keyof typeof ENDS, field: string, key: "tpm" | "file", tpm = own): Promise<void> {
  const event = { kind: "key_attestation_refused", data: { code, field } } as const;
  await expectUnmoved(stage, async () => {
    const cli = await enrollOn(home, key, tpm);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: ENDS[code], signal: null });
  }, [event]);
  leaveAlone();
}

async function proveElsewhere(): Promise<KeyAttestation> {
  const elsewhere = await openHome(atEnd);
  let proof: KeyAttestation | undefined;
  change(START, (body) => {
    proof = body.key_attestation;
    return body;
  });
  const cli = await enrollOn(elsewhere, "tpm", other, "bob", await stage.server.ticket("bob"));
  await cli.printed(/\/enroll\/en_/);
  await cli.stop();
  leaveAlone();
  if (proof === undefined) throw new Error("nothing was proven");
  return proof;
}

/** Enrols without an attacker in between: the machine says `tpm`, and signs in. */
async function enrolsHonestly(): Promise<void> {
  const ada = await newStranger(stage, "ada");
  const env = { NEARSIDE_TPM: own };
  await enrolCommandLine(ada, (args) => home.nearside(args, { env }), { name: "ada", ticket });
  const login = await startLogin((args) => home.nearside(args, { env }));
  await approveTyped(ada, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
}

it("refuses a key in a file as one in a TPM, with no proof or another machine's", async () => {
  claimTpm();
  await expectNotTaken("key_attestation_invalid", "machine.key_storage", "file");
  claimTpm(provenElsewhere);
  await expectNotTaken("key_attestation_invalid", "challenge.device_jkt", "file");
});

it("takes no proof of a TPM whose maker nobody named, nor under another's certificate", async () => {
  await expectNotTaken("tpm_untrusted", "ek_certificate.issuer", "tpm", strange);
  // The secret is then for the other TPM, and this one can't open it: the command line has nothing to send.
  change(CHALLENGE, (body) => ({ ...body, ek_certificate: provenElsewhere.ek_certificate }));
  await expectUnmoved(stage, async () => {
    const cli = await enrollOn(home, "tpm", strange);
    expect(await cli.ended()).toEqual({ code: 121, signal: null });
  });
  leaveAlone();
});

it("takes no statement of the TPM about another key, or about a key that may leave it", async () => {
  changeProof(() => ({ device_key: provenElsewhere.device_key }));
  await expectNotTaken("key_attestation_invalid", "certify.object", "tpm");
  changeProof(({ device_key }) => ({ device_key: withoutFixedTpm(device_key) }));
  await expectNotTaken("key_attestation_invalid", "certify.object", "tpm");
  changeProof(() => ({ certify: provenElsewhere.certify, signature: provenElsewhere.signature }));
  await expectNotTaken("key_attestation_invalid", "signature", "tpm");
  changeProof(() => ({ secret: provenElsewhere.secret }));
  await expectNotTaken("key_attestation_invalid", "secret", "tpm");
  changeProof(() => ({ attestation_key: provenElsewhere.attestation_key }));
  await expectNotTaken("key_attestation_invalid", "challenge.ak", "tpm");
  // An attestation key that may be moved could state anything, anywhere.
  change(CHALLENGE, (body) => ({ ...body, attestation_key: withoutFixedTpm(provenElsewhere.attestation_key) }));
  await expectNotTaken("tpm_key_movable", "attestation_key", "tpm");
});

it("refuses a proof that comes when its challenge is over", async () => {
  change(START, (body) => {
    clock.set(400);
    return body;
  });
  await expectNotTaken("key_attestation_expired", "challenge.exp", "tpm");
  clock.set(0);
});

it("refuses the same proof again, and takes a new honest one", async () => {
  let first: KeyAttestation | undefined;
  change(START, (body) => {
    first = body.key_attestation;
    return body;
  });
  const begun = await enrollOn(home, "tpm", own);
  await begun.printed(/\/enroll\/en_/);
  await begun.stop();
  const again = first;
  if (again === undefined) throw new Error("nothing was proven");
  // That key continues with its ticket, as after a lost connection.
  changeProof(() => again);
  await expectUnmoved(stage, async () => {
    const cli = await home.nearside(["enroll", stage.issuer, "--no-open"], { env: { NEARSIDE_TPM: own } });
    cli.type(`ada\n${ticket}\n`);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: ENDS.replayed, signal: null });
  }, [{ kind: "key_attestation_refused", data: { code: "replayed" } }]);
  leaveAlone();
  await enrolsHonestly();
  expect(rowsOf(stage, "SELECT key_storage FROM devices WHERE key_storage = 'tpm'")).toHaveLength(1);
});

/** TPMA_OBJECT without fixedTPM (TPM Library Part 2 §8.3): bit 1 of the four bytes behind type and name algorithm. */
function withoutFixedTpm(area: string): string {
  const bytes = Buffer.from(area, "base64url");
  bytes.writeUInt32BE(bytes.readUInt32BE(4) & ~0x2, 4);
  return bytes.toString("base64url");
}
