import type { Loopback, User } from "@nearside/shared/claims.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { Authenticator } from "./authenticator.ts";
import { newSigner } from "./keys.ts";
import { Browser } from "./send.ts";

/** A machine with its command line, its browser with the extension, and its authenticator. It may be enrolled or not. */
export interface Machine {
  readonly device: Signer;
  readonly extension: Signer;
  readonly authenticator: Authenticator;
  readonly browser: Browser;
  /** The session key of its logins. Each login has one of its own unless a test names it. */
  readonly session?: Signer;
}

let made = 0;

export async function newMachine(parts: Partial<Machine> = {}): Promise<Machine> {
  made += 1;
  const [device, extension] = await Promise.all([newSigner(), newSigner()]);
  return {
    device,
    extension,
    authenticator: new Authenticator(`authenticator ${made}`),
    browser: new Browser(),
    ...parts,
  };
}

export interface EnrolledMachine extends Machine {
  readonly user: User;
  readonly boundSetId: string;
}

/** The port that the command line claims to listen on. No program listens there: a test that plays both sides of a meeting needs no port. */
export const LOOPBACK: Loopback = { address: "127.0.0.1", port: 40_123 };
