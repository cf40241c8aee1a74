import { randomBytes } from "node:crypto";
import { newUserId } from "@nearside/shared/ids.ts";

// These are the parts of a login that the tests of `cli/login` run against a server that lies.

export const random = (length: number): Uint8Array => randomBytes(length);
export const ALICE = { id: newUserId(random), name: "alice" };
export const CONTEXT = {
  hostname: "desk",
  os: "Linux",
  account: "alice",
  command: "nearside login",
  cwd: "~/shop",
  parent: "bash",
  tty: "pts/1",
  remote: null,
};
export const PARAMETERS = { clientId: "nearside-cli", scope: "read", resource: [], authorizationDetails: undefined };
/** The server's answers to more polls than any test sends. */
export const PENDING = Array<object>(100_000).fill({ error: "authorization_pending" });
