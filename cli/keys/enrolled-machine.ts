import { jwsSchema } from "@nearside/shared/api/login-requests.ts";
import { issuerSchema, userSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { Problem } from "../problem.ts";
import { issuerFile } from "./issuer-file.ts";
import { type KeyPlace, keyFileNames, loadKeyFile, storeKeyFile } from "./key-file.ts";
import { privateJwkSchema } from "./software-key.ts";

/**
 * What makes this machine an enrolled one (protocol §3.6): its device key and the receipts of its bound set, one for
 * each browser that was tied to it. Written only when a receipt was verified, so nothing half-enrolled lies here.
 */
const enrolledMachineSchema = v.strictObject({
  issuer: issuerSchema,
  /** As the receipts name them: the only user whose tokens this machine accepts. */
  user: userSchema,
  device_key: privateJwkSchema,
  receipts: v.pipe(v.array(jwsSchema), v.minLength(1), v.maxLength(3)),
});
export type EnrolledMachine = v.InferOutput<typeof enrolledMachineSchema>;

/** So many receipts are kept, the newest last: the file stays small, and the server keeps them all (protocol §7). */
const MOST_RECEIPTS = 3;

export const withReceipt = (machine: EnrolledMachine, receipt: string): EnrolledMachine => ({
  ...machine,
  receipts: [...machine.receipts, receipt].slice(-MOST_RECEIPTS),
});

export const storeMachine = (place: KeyPlace, machine: EnrolledMachine): Promise<void> =>
  storeKeyFile(place, issuerFile("machine", machine.issuer), machine);

/** The machine as enrolled with that issuer; null if it is not. */
export async function loadMachine(place: KeyPlace, issuer: string): Promise<EnrolledMachine | null> {
  const machine = await loadKeyFile(place, issuerFile("machine", issuer), enrolledMachineSchema);
  if (machine !== null && machine.issuer !== issuer)
    throw new Problem("storage_failed", "(a key file of another server)");
  return machine;
}

/**
 * The machine as enrolled with the issuer that was named, or with the only one there is.
 *
 * @throws Problem `machine_not_enrolled`, `several_issuers`
 */
export async function demandMachine(place: KeyPlace, issuer: string | undefined): Promise<EnrolledMachine> {
  if (issuer !== undefined) {
    const machine = await loadMachine(place, issuer);
    if (machine === null) throw new Problem("machine_not_enrolled", `(with ${issuer})`);
    return machine;
  }
  const all = await keyFileNames(place);
  const names = all.filter((name) => name.startsWith("machine-"));
  const [first, ...others] = await Promise.all(names.map((name) => loadKeyFile(place, name, enrolledMachineSchema)));
  if (first === undefined || first === null)
    throw new Problem(
      "machine_not_enrolled",
      all.some((name) => name.startsWith("enrolling-"))
        ? "An enrolment is under way: the same command goes on with it."
        : undefined,
    );
  if (others.length > 0) {
    const issuers = [first, ...others].flatMap((machine) => (machine === null ? [] : [machine.issuer]));
    throw new Problem("several_issuers", issuers.join(", "));
  }
  return first;
}
