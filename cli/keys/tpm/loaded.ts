import { OWNER } from "./commands/authorisation.ts";
import { createPrimary, flushContext } from "./commands/objects.ts";
import type { TpmConnection } from "./connection/connection.ts";
import { STORAGE_TEMPLATE } from "./templates.ts";

/**
 * Uses an object or a session that lies in the TPM for a while, and takes it out again whatever happens: a TPM has room for
 * three.
 */
export async function withLoaded<T>(
  connection: TpmConnection,
  load: Promise<number>,
  use: (handle: number) => Promise<T>,
): Promise<T> {
  const handle = await load;
  let used: T;
  try {
    used = await use(handle);
  } catch (error) {
    await flushContext(connection, handle).catch(() => undefined); // the first failure counts
    throw error;
  }
  await flushContext(connection, handle);
  return used;
}

/** Uses the key that wraps ours. It is made each time, so it takes no room in the TPM's own memory. */
export const withStorageParent = <T>(connection: TpmConnection, use: (parent: number) => Promise<T>): Promise<T> =>
  withLoaded(
    connection,
    createPrimary(connection, OWNER, STORAGE_TEMPLATE).then(({ handle }) => handle),
    use,
  );
