import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { type KeptDeviceKey, makeDeviceKey, makeTpmDeviceKey } from "../keys/choose-key-storage.ts";
import { type DeviceKey, tpmKeyOf } from "../keys/device-key.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { attestDeviceKey } from "../keys/tpm/attest-key.ts";
import { type TpmCode, TpmError } from "../keys/tpm/connection/tpm-error.ts";
import { describeTpm } from "../keys/tpm/describe-tpm.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import type { Connection } from "../server/connection.ts";
import { ServerRefusal } from "../server/server-refusal.ts";
import { startKeyAttestation } from "./enrolment-api.ts";

/** Proves once more, for each try to begin the enrolment, that the TPM keeps the device key (protocol §3.8). */
export type Attest = () => Promise<KeyAttestation>;

/** The device key of a machine that is to be enrolled. */
interface MachineKey extends KeptDeviceKey {
  /** Null if no TPM keeps the key. */
  readonly attest: Attest | null;
}

/** The ticket and its person, which the server wants to see before it sets a challenge. */
interface TicketShown {
  readonly user: string;
  readonly ticket: string;
}

/** The time for which the server is asked while it does not answer. Milliseconds. */
const WITHIN = 5000;
/**
 * With these, the TPM is not there for us. They are passed over if the person did not ask for the TPM; everything
 * else is told, since a TPM that fails may be one that was exchanged.
 */
const NOT_FOR_US: ReadonlySet<TpmCode> = new Set(["tpm_missing", "tpm_denied", "tpm_owned", "tpm_no_certificate"]);

/**
 * Checks that the server answers, and that a TPM that was asked for can be used with it.
 *
 * @throws Problem `server_unreachable`, `tpm_untrusted`, …; TpmError
 */
export async function demandMeans(
  connection: Connection,
  { openTpm }: Pick<KeyPlace, "openTpm">,
  wish: KeyStorage | undefined,
): Promise<void> {
  const trusted = await takesTpm(connection);
  if (wish !== "tpm") return;
  if (!trusted) throw new Problem("tpm_untrusted");
  await describeTpm(openTpm());
}

async function takesTpm(connection: Connection): Promise<boolean> {
  const { nearside_key_attestation: proofs } = await patiently(connection, connection.metadata);
  return proofs?.includes("tpm") === true;
}

/**
 * Makes the device key in the place that was asked for, or in the best one (protocol §2). The TPM is taken only if this
 * server accepts its proof.
 *
 * @throws TpmError, KeyringError, Problem
 */
export async function makeMachineKey(
  connection: Connection,
  place: KeyPlace,
  wish: KeyStorage | undefined,
  shown: TicketShown,
): Promise<MachineKey> {
  if (wish === "tpm" || wish === undefined) {
    if (await takesTpm(connection)) {
      try {
        return await makeProvenKey(connection, place, shown);
      } catch (error) {
        if (wish === "tpm" || !isNotForUs(error)) throw error;
      }
    } else if (wish === "tpm") throw new Problem("tpm_untrusted");
  }
  return { ...(await makeDeviceKey(place, wish)), attest: null };
}

/** Makes the proofs of a key that was made before; null if no TPM keeps it. */
export const attestOf = (
  connection: Connection,
  place: KeyPlace,
  { open, signer }: DeviceKey,
  shown: TicketShown,
): Attest | null =>
  open.by !== "tpm"
    ? null
    : () =>
        attestDeviceKey(place.openTpm(), tpmKeyOf(open), (introduction) =>
          patiently(connection, () =>
            startKeyAttestation(connection, signer, { kind: "tpm", ...shown, ...introduction }),
          ),
        );

/**
 * Makes a key in the TPM, and its first proof at once: while there is still another place to choose, that shows whether the
 * server trusts this TPM.
 */
async function makeProvenKey(connection: Connection, place: KeyPlace, shown: TicketShown): Promise<MachineKey> {
  const made = await makeTpmDeviceKey(place);
  const again = attestOf(connection, place, made.deviceKey, shown);
  if (again === null) throw new TypeError("a key of the TPM can prove itself");
  let first: KeyAttestation | undefined = await again();
  const attest = async (): Promise<KeyAttestation> => {
    const proof = first ?? (await again());
    first = undefined;
    return proof;
  };
  return { ...made, attest };
}

const patiently = <T>(connection: Connection, ask: () => Promise<T>): Promise<T> =>
  withBackOff(ask, connection.now() + WITHIN, connection);

const isNotForUs = (error: unknown): boolean =>
  error instanceof TpmError
    ? NOT_FOR_US.has(error.code)
    : error instanceof ServerRefusal && error.code === "tpm_untrusted";
