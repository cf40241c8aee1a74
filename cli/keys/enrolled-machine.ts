import { issuerSchema, userSchema } from "@nearside/shared/claims.ts";
import { KEY_STORAGE_WORDS, type KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import { type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/keys.ts";
import type { Waiting } from "../waiting.ts";
import { type DeviceKey, deviceSecretSchema, loadDeviceKey, openDeviceKeySchema, storageOf } from "./device-key.ts";
import {
  issuerFile,
  type Keeper,
  type KeyPlace,
  keyFileNames,
  loadKeyFile,
  type StoredRecord,
  storeKeyFile,
} from "./key-file.ts";
import { type LockPlace, withLock } from "./lock.ts";
import { allVisits, type Visit } from "./visit.ts";

/**
 * An enrolled machine (protocol §3.6): its device key, and the receipts of its bound set, one for each browser that was
 * tied to it. It is written only once a receipt was verified, so nothing half-enrolled lies here.
 */
const openSchema = v.strictObject({
  issuer: issuerSchema,
  /** The person whom the receipts name: this machine accepts no other user's tokens. */
  user: userSchema,
  device_key: openDeviceKeySchema,
  receipts: v.pipe(v.array(jwsSchema), v.minLength(1), v.maxLength(8)),
});
type OpenMachine = v.InferOutput<typeof openSchema>;

export interface EnrolledMachine extends Omit<OpenMachine, "device_key"> {
  /** Thumbprint of the device key. */
  readonly id: string;
  /** Null of a visit: the device key is on the machine that the person came from. */
  readonly keyStorage: KeyStorage | null;
  /** The keeper of its logins' secrets, and of the device key unless the TPM keeps that. */
  readonly keptIn: Keeper;
  /** True if the device key is on another machine, whose keeper vouches for this account over SSH (protocol §10). */
  readonly isVisit: boolean;
  /** Opened at first use. @throws KeyFileError, KeyringError, TpmError */
  deviceKey(): Promise<DeviceKey>;
  deviceSigner(): Promise<Signer>;
}

/** "in a file", "on the machine that you came from" */
export const storageInWords = (storage: KeyStorage | null): string =>
  storage === null ? texts.machine.elsewhere : KEY_STORAGE_WORDS[storage];

/**
 * At most this many receipts are kept, the newest last: the file stays small, and the server keeps them all (protocol §7). The keeper knows the
 * browsers of this machine by them (protocol §6).
 */
const MOST_RECEIPTS = 8;

/**
 * The name of an enrolment's file. An account has one for each person of each server (protocol §1: a machine is one OS
 * account).
 */
export const machineFile = (issuer: string, userName: string): string => issuerFile("machine", issuer, userName);

/**
 * Writes an enrolment in the place of what its file holds.
 *
 * @param keeper of the device key; if the TPM has that, of the secrets of its logins
 * @throws KeyFileError, KeyringError
 */
export function storeMachine(
  place: KeyPlace,
  machine: Pick<OpenMachine, "issuer" | "user" | "receipts">,
  { open: device_key, secret }: Pick<DeviceKey, "open" | "secret">,
  keeper: Keeper,
): Promise<void> {
  const { issuer, user, receipts } = machine;
  const open: OpenMachine = { issuer, user, device_key, receipts: receipts.slice(-MOST_RECEIPTS) };
  return storeKeyFile(place, machineFile(issuer, user.name), { open, secret }, keeper);
}

/**
 * Adds the receipt of a further browser (protocol §3.7) to the enrolment as its file has it now. An administrator may have
 * taken days, and the key may have been moved meanwhile.
 *
 * @throws Problem `machine_not_enrolled` if the enrolment was removed, or made again with another key; KeyFileError,
 * KeyringError
 */
export const addReceipt = (
  place: KeyPlace & LockPlace,
  machine: EnrolledMachine,
  receipt: string,
  waiting: Waiting,
): Promise<void> =>
  changeMachine(place, machine, waiting, async (now) => {
    await storeMachine(place, { ...now, receipts: [...now.receipts, receipt] }, await now.deviceKey(), now.keptIn);
  });

/**
 * Moves the device key out of its file into the keyring.
 *
 * @returns true if it lay in the file
 * @throws as `addReceipt`
 */
export const moveMachine = (
  place: KeyPlace & LockPlace,
  machine: EnrolledMachine,
  waiting: Waiting,
): Promise<boolean> =>
  changeMachine(place, machine, waiting, async (now) => {
    if (now.keptIn === "keyring") return false;
    await storeMachine(place, now, await now.deviceKey(), "keyring");
    return true;
  });

/** Reads, changes and writes an enrolment while no other command of this account changes it. */
async function changeMachine<T>(
  place: KeyPlace & LockPlace,
  { id, issuer, user }: EnrolledMachine,
  waiting: Waiting,
  change: (now: EnrolledMachine) => Promise<T>,
): Promise<T> {
  const name = machineFile(issuer, user.name);
  return withLock(place, name, waiting, async () => {
    const now = await loadMachineFile(place, name);
    if (now?.id !== id) throw new Problem("machine_not_enrolled", texts.machine.changed);
    return change(now);
  });
}

/** Stores an enrolment, and replaces one with another key. @throws KeyFileError, KeyringError */
export const replaceMachine = (
  place: KeyPlace & LockPlace,
  machine: Parameters<typeof storeMachine>[1],
  deviceKey: DeviceKey,
  keeper: Keeper,
  waiting: Waiting,
): Promise<void> =>
  withLock(place, machineFile(machine.issuer, machine.user.name), waiting, () =>
    storeMachine(place, machine, deviceKey, keeper),
  );

/**
 * Every enrolment of this account on this machine, in the order of their files' names; in the place of visits, those. @throws
 * KeyFileError
 */
export async function allMachines(place: KeyPlace): Promise<EnrolledMachine[]> {
  const names = (await keyFileNames(place)).filter((name) => name.startsWith("machine-"));
  const loaded = await Promise.all(names.map((name) => loadMachineFile(place, name)));
  return [...loaded.filter((machine) => machine !== null), ...(await allVisits(place)).map(machineOfVisit)];
}

/** True if this account has an enrolment there, or one under way. @throws KeyFileError */
export const isEnrolledIn = async (place: KeyPlace): Promise<boolean> =>
  (await keyFileNames(place)).some((name) => name.startsWith("machine-") || name.startsWith("enrolling-"));

/** Says which enrolment is meant. A member that is left out fits any. */
interface MachineChoice {
  readonly issuer?: string | undefined;
  readonly user?: string | undefined;
}

/**
 * The enrolment that was chosen, or the only one there is.
 *
 * @throws Problem `machine_not_enrolled`, `several_enrolments`, KeyFileError
 */
export async function demandMachine(place: KeyPlace, { issuer, user }: MachineChoice): Promise<EnrolledMachine> {
  const all = await allMachines(place);
  const fitting = all.filter(
    (machine) => (issuer ?? machine.issuer) === machine.issuer && (user ?? machine.user.name) === machine.user.name,
  );
  const [first, ...others] = fitting;
  if (first === undefined && place.isOfVisits === true) throw new Problem("not_signed_in");
  if (first === undefined) throw new Problem("machine_not_enrolled", await whyNone(place, { issuer, user }, all));
  if (others.length > 0) throw new Problem("several_enrolments", texts.machine.several({ names: namesOf(fitting) }));
  return first;
}

const namesOf = (machines: readonly EnrolledMachine[]): readonly string[] =>
  machines.map((machine) => texts.machine.name({ user: machine.user.name, issuer: machine.issuer }));

async function whyNone(
  place: KeyPlace,
  { issuer, user }: MachineChoice,
  all: readonly EnrolledMachine[],
): Promise<string | undefined> {
  const waiting = (await keyFileNames(place)).some((name) => name.startsWith("enrolling-"));
  if (waiting) return texts.machine.underWay;
  if (user === undefined && issuer === undefined) return undefined;
  return texts.machine.wished({ user, issuer, names: namesOf(all) });
}

async function loadMachineFile(place: KeyPlace, name: string): Promise<EnrolledMachine | null> {
  const record = await loadKeyFile(place, name, { open: openSchema, secret: deviceSecretSchema });
  if (record === null) return null;
  if (machineFile(record.open.issuer, record.open.user.name) !== name)
    throw new Problem("storage_failed", "(a key file of another enrolment)");
  return machineOf(place, record);
}

/** The device key of a visit is on the machine that vouches. */
function machineOfVisit({ issuer, user, machine }: Visit): EnrolledMachine {
  const elsewhere = async (): Promise<never> => {
    throw new Problem("machine_not_enrolled", texts.machine.keyElsewhere);
  };
  return {
    issuer,
    user,
    id: machine,
    receipts: [],
    keyStorage: null,
    keptIn: "file",
    isVisit: true,
    deviceKey: elsewhere,
    deviceSigner: elsewhere,
  };
}

async function machineOf(
  place: KeyPlace,
  { open, keptIn, secret }: StoredRecord<OpenMachine, DeviceKey["secret"]>,
): Promise<EnrolledMachine> {
  const { issuer, user, receipts, device_key } = open;
  let opened: Promise<DeviceKey> | undefined;
  const deviceKey = (): Promise<DeviceKey> => {
    opened ??= (async () => loadDeviceKey(device_key, await secret(), place.openTpm))();
    return opened;
  };
  return {
    issuer,
    user,
    receipts,
    id: await thumbprintOf(device_key.jwk),
    keyStorage: storageOf(device_key, keptIn),
    keptIn,
    isVisit: false,
    deviceKey,
    deviceSigner: async () => (await deviceKey()).signer,
  };
}
