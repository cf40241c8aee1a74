import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { readAnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { Problem } from "../problems/problem.ts";
import { type Credential, loadCredential, type OpenCredential, openCredentials } from "./credential.ts";

/** Says which login is meant. */
export interface CredentialChoice {
  /** The program that the person approved it for: no other program's login takes its place. */
  readonly clientId: string;
  /** The resources of the login, in any order. If it is left out, any login of that program fits. */
  readonly resource?: readonly string[] | undefined;
}

/**
 * Those of the logins that belong to this machine as it is enrolled now. Logins of an earlier enrolment, with another
 * device key, are left out: they could not be renewed.
 */
export async function ofThisEnrolment(
  machine: EnrolledMachine,
  logins: readonly OpenCredential[],
): Promise<OpenCredential[]> {
  const devices = await Promise.all(logins.map(({ device_statement }) => readAnyDeviceStatement(device_statement)));
  return logins.filter((_login, index) => devices[index]?.claims.iss === machine.id);
}

/** One program's logins of this machine as it is enrolled now, without their secrets. @throws KeyFileError */
export const ownCredentials = async (
  place: KeyPlace,
  machine: EnrolledMachine,
  clientId: string,
): Promise<OpenCredential[]> => ofThisEnrolment(machine, await openCredentials(place, machine, clientId));

/**
 * The login that is meant. Of several that fit, it is one that asked for no resource, or else the latest.
 *
 * @returns null if no login fits
 * @throws KeyFileError, KeyringError, Problem `wrong_user`
 */
export async function loadOwnCredential(
  place: KeyPlace,
  machine: EnrolledMachine,
  { clientId, resource }: CredentialChoice,
): Promise<Credential | null> {
  const wanted = resource === undefined ? undefined : JSON.stringify([...resource].sort());
  const fitting = (await ownCredentials(place, machine, clientId)).filter(
    (open) => (wanted ?? JSON.stringify(open.resource)) === JSON.stringify(open.resource),
  );
  const chosen = fitting.find((open) => open.resource.length === 0) ?? fitting.at(-1);
  if (chosen === undefined) return null;
  const credential = await loadCredential(place, chosen);
  if (credential === null) return null;
  // No token is used whose `sub` is not the receipt's user (protocol §3.6).
  const { claims } = await accessToken.read(credential.access_token);
  if (claims.sub !== machine.user.id) throw new Problem("wrong_user");
  return credential;
}
