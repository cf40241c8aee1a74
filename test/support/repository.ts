import { fileURLToPath } from "node:url";

/** Where the checkout is, without a slash at its end. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
