import type { Signer } from "@nearside/shared/signing/keys.ts";
import { withBackOff } from "./back-off.ts";
import type { Connection } from "./connection.ts";
import { readDone } from "./read-answer.ts";
import { sendProved } from "./send-proved.ts";

const TIMEOUT = 10_000;
/** How long the server is asked while it does not answer. Milliseconds. */
const WITHIN = 5000;

/** Tells the server that the device key lies in the keyring now (protocol §3.9). @throws Unreachable, ServerRefusal, Problem */
export async function tellKeyStorage(connection: Connection, device: Signer): Promise<void> {
  const url = `${connection.issuer}/api/devices/key-storage`;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ key_storage: "keyring" });
  const make = async () => ({ method: "POST" as const, url, headers, body, timeout: TIMEOUT });
  const ask = async (): Promise<void> => readDone(await sendProved(connection, device, make));
  await withBackOff(ask, connection.now() + WITHIN, connection);
}
