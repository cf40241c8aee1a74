import * as v from "valibot";

/**
 * Who keeps a secret: the OS keyring, which holds the key that the secret's file is encrypted with, or the file's
 * permissions alone (protocol §2).
 */
export const keeperSchema = v.picklist(["keyring", "file"]);
export type Keeper = v.InferOutput<typeof keeperSchema>;
