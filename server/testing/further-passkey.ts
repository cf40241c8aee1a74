import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import type { Answer } from "../../test/kit/answer.ts";
import { Authenticator } from "../../test/kit/authenticator.ts";
import type { ConsolePage } from "../../test/kit/console.ts";

// These functions make a further passkey, as the account page does (protocol §3.10).

let drawn = 0;

/** Makes an authenticator that nobody has yet. */
export function newKey(kind: ConstructorParameters<typeof Authenticator>[1] = {}): Authenticator {
  drawn += 1;
  return new Authenticator(`security key ${drawn}`, kind);
}

export const addPasskeyOn = async (page: ConsolePage, key: Authenticator): Promise<Answer> =>
  page.change(ADD_PASSKEY_PATH, await page.furtherPasskey(key));
