import type { Loopback, User } from "@nearside/shared/claims.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { Authenticator } from "./authenticator.ts";
import { newSigner } from "./keys.ts";
import { Browser } from "./send.ts";

/** A machine with its command line, its browser with the extension, and its authenticator. Enrolled or not. */
export interface Machine {
  readonly device: Signer;
  readonly extension: Signer;
  readonly authenticator: Authenticator;
  readonly browser: Browser;
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

export const LOOPBACK: Loopback = { address: "127.0.0.1", port: 40_123 };
