import { issuerSchema, secondsSchema, userSchema } from "@nearside/shared/claims.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import * as v from "valibot";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import {
  demandRoomForKeyFile,
  issuerFile,
  type Keeper,
  type KeyPlace,
  keyFileNames,
  loadKeyFile,
  removeKeyFile,
  storeKeyFile,
} from "../keys/key-file.ts";
import { storeBesideKey } from "../keys/store-beside-key.ts";
import { Problem } from "../problems/problem.ts";
import { sessionKeySchema } from "./session-key.ts";

// The credential that one login gave. It is worth nothing without the session key beside it (RFC 9449), and is not renewed
// without the device key.

const resourceSchema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16));

const openSchema = v.strictObject({
  issuer: issuerSchema,
  user: userSchema,
  client_id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** The resources that the login asked for (RFC 8707), sorted. */
  resource: resourceSchema,
  /** The scope of the token itself. */
  scope: v.pipe(v.string(), v.maxLength(1024)),
  /** The scope that the login asked for, which no token exceeds. Absent in logins from before it was kept. */
  asked_scope: v.exactOptional(v.pipe(v.string(), v.maxLength(1024))),
  /** The tokens follow from these statements, and are compared with them at each renewal (protocol §4.6). */
  device_statement: jwsSchema,
  request: jwsSchema,
  /** Seconds, by this machine's own clock. */
  expires_at: secondsSchema,
  /** Server minus this machine when the token came. Seconds. */
  clock_offset: v.pipe(v.number(), v.safeInteger()),
});
/** The part of a login that can be told without opening its secrets. */
export type OpenCredential = v.InferOutput<typeof openSchema>;

const secretSchema = v.strictObject({
  session_key: sessionKeySchema,
  access_token: jwsSchema,
  refresh_token: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
});
type CredentialSecrets = v.InferOutput<typeof secretSchema>;

export type Credential = OpenCredential & CredentialSecrets;

/** The audience of its tokens (RFC 8707 §2): its resources, or the issuer if it asked for none. */
export const audienceOf = ({ resource, issuer }: Pick<OpenCredential, "resource" | "issuer">): readonly string[] =>
  resource.length === 0 ? [issuer] : resource;

/** The place of one login. For each enrolment, one login of each program and each set of resources is kept. */
export interface CredentialSlot {
  readonly issuer: string;
  readonly user: { readonly id: string };
  readonly client_id: string;
  readonly resource: readonly string[];
}

/** The place of a login with these wishes. */
export const slotOf = (
  { issuer, user }: Pick<EnrolledMachine, "issuer" | "user">,
  { clientId, resource }: { readonly clientId: string; readonly resource: readonly string[] },
): CredentialSlot => ({ issuer, user, client_id: clientId, resource });

export const credentialFile = ({ issuer, user, client_id, resource }: CredentialSlot): string =>
  issuerFile("credential", issuer, user.id, client_id, ...[...resource].sort());

/**
 * Checks that the result of a login or a renewal could be kept. It is called before either, for the server gives the
 * result only once: on a full disk a person's approval would be lost, and a refresh token that was used is
 * void.
 *
 * @throws KeyFileError
 */
export const demandRoomForCredential = (place: KeyPlace, slot: CredentialSlot): Promise<void> =>
  demandRoomForKeyFile(place, credentialFile(slot));

/** Writes a credential. @param keeper of the enrolment when the command began. @throws KeyFileError, KeyringError */
export function storeCredential(place: KeyPlace, credential: Credential, keeper: Keeper): Promise<void> {
  const { session_key, access_token, refresh_token, ...open } = credential;
  const secret: CredentialSecrets = { session_key, access_token, refresh_token };
  const enrolment = { issuer: open.issuer, userName: open.user.name };
  return storeBesideKey(place, credentialFile(open), { open, secret }, enrolment, keeper);
}

/**
 * Writes a credential again if another keeper has it. @returns true if another one had it. @throws KeyFileError,
 * KeyringError
 */
export async function storeCredentialIn(place: KeyPlace, slot: CredentialSlot, keeper: Keeper): Promise<boolean> {
  const name = credentialFile(slot);
  const record = await loadOpenFile(place, name);
  if (record === null || record.keptIn === keeper) return false;
  await storeKeyFile(place, name, { open: record.open, secret: await record.secret() }, keeper);
  return true;
}

/** Reads a credential with its secrets; null if there is no login. @throws KeyFileError, KeyringError */
export async function loadCredential(place: KeyPlace, slot: CredentialSlot): Promise<Credential | null> {
  const record = await loadOpenFile(place, credentialFile(slot));
  return record === null ? null : { ...record.open, ...(await record.secret()) };
}

type Enrolment = Pick<EnrolledMachine, "issuer" | "user">;

/** The logins of one program at an enrolment, without their secrets, the latest last. @throws KeyFileError */
export const openCredentials = async (
  place: KeyPlace,
  enrolment: Enrolment,
  clientId: string,
): Promise<OpenCredential[]> =>
  (await credentialsOfEveryClient(place, enrolment)).filter(({ client_id }) => client_id === clientId);

/**
 * The logins of every program at an enrolment, without their secrets, the latest last. A person approved each of them for its
 * own program, so they are shown, moved or ended together, and none of them is handed out. The rule `wide-finders-are-rare`
 * lists the files that may ask. @throws KeyFileError
 */
export async function credentialsOfEveryClient(
  place: KeyPlace,
  { issuer, user }: Enrolment,
): Promise<OpenCredential[]> {
  const names = (await keyFileNames(place)).filter((name) => name.startsWith("credential-"));
  const records = await Promise.all(names.map((name) => loadOpenFile(place, name)));
  return records
    .flatMap((record) => (record === null ? [] : [record.open]))
    .filter((open) => open.issuer === issuer && open.user.id === user.id)
    .sort((one, other) => one.expires_at - other.expires_at);
}

/** @returns true if there was a credential. @throws KeyFileError */
export const removeCredential = (place: KeyPlace, slot: CredentialSlot): Promise<boolean> =>
  removeKeyFile(place, credentialFile(slot));

async function loadOpenFile(place: KeyPlace, name: string) {
  const record = await loadKeyFile(place, name, { open: openSchema, secret: secretSchema });
  if (record !== null && credentialFile(record.open) !== name)
    throw new Problem("storage_failed", "(a credential of another login)");
  return record;
}
