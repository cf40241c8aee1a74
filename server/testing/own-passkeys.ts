import { ownPasskeysAnswerSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import type { Answer } from "../../test/kit/answer.ts";
import { Authenticator } from "../../test/kit/authenticator.ts";
import type { ConsolePage } from "../../test/kit/console.ts";
import type { EnrolledMachine } from "../../test/kit/machine.ts";

// These functions list and add passkeys, as the account page does (protocol §3.10).

let drawn = 0;

/** Makes an authenticator that no person has yet. */
export function newKey(kind: ConstructorParameters<typeof Authenticator>[1] = {}): Authenticator {
  drawn += 1;
  return new Authenticator(`security key ${drawn}`, kind);
}

export const addPasskeyOn = async (page: ConsolePage, key: Authenticator): Promise<Answer> =>
  page.change(ADD_PASSKEY_PATH, await page.furtherPasskey(key));

/** Reads the passkeys that the account page shows, with the members that a test compares. */
export async function ownPasskeysOn(
  page: ConsolePage,
): Promise<{ readonly id: string; readonly label: string | null; readonly is_last: boolean }[]> {
  const { passkeys } = (await page.get(ADD_PASSKEY_PATH)).as(ownPasskeysAnswerSchema);
  return passkeys.map(({ id, label, is_last }) => ({ id, label, is_last }));
}

/** Returns the same machine, where another authenticator is at hand. */
export const withKey = (machine: EnrolledMachine, authenticator: Authenticator): EnrolledMachine => ({
  ...machine,
  authenticator,
});
