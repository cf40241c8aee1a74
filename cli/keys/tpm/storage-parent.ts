import { createPrimary } from "./commands/create-primary.ts";
import type { TpmConnection } from "./connection.ts";
import { OWNER } from "./hierarchies.ts";
import { withLoaded } from "./loaded.ts";
import { STORAGE_TEMPLATE } from "./templates.ts";

/** Uses the key that wraps ours. It is made anew each time, so nothing of the TPM's own memory is taken. */
export const withStorageParent = <T>(connection: TpmConnection, use: (parent: number) => Promise<T>): Promise<T> =>
  withLoaded(
    connection,
    createPrimary(connection, OWNER, STORAGE_TEMPLATE).then(({ handle }) => handle),
    use,
  );
