import { addPasskeyOptionsSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ADD_PASSKEY_PATH, type AddPasskeyChange } from "@nearside/shared/statements/passkey-addition.ts";
import type { Answer } from "./answer.ts";
import { Authenticator } from "./authenticator.ts";
import type { ConsolePage } from "./console.ts";
import { ISSUER } from "./test-server.ts";

// A further passkey, as the account page has it made (protocol §3.10).

let drawn = 0;

/** An authenticator that nobody has yet. */
export function newKey(kind: ConstructorParameters<typeof Authenticator>[1] = {}): Authenticator {
  drawn += 1;
  return new Authenticator(`security key ${drawn}`, kind);
}

/** The passkey made for what that page is offered. */
export async function changeFor(page: ConsolePage, key: Authenticator): Promise<AddPasskeyChange> {
  const answer = await page.post(`${ADD_PASSKEY_PATH}/options`, {});
  const { request, options } = answer.as(addPasskeyOptionsSchema);
  const asked = { challenge: options.challenge, rpId: options.rp.id, origin: ISSUER };
  return { label: "Blue key", request, response: key.create(asked) };
}

export const addPasskeyOn = async (page: ConsolePage, key: Authenticator): Promise<Answer> =>
  page.change(ADD_PASSKEY_PATH, await changeFor(page, key));
