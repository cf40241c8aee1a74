import type { Adapter } from "oidc-provider";

/** All that the peer keeps. It is as durable as what our own server keeps in the same database. */
export interface PeerStore {
  readonly adapters: (model: string) => Adapter;
  readonly passkeys: PasskeyStore;
  close(): Promise<void>;
}

export interface PasskeyStore {
  /** Does nothing where it is there. */
  add(passkey: Omit<StoredPasskey, "counter">): Promise<void>;
  find(id: string): Promise<StoredPasskey | undefined>;
  idsOf(user: string): Promise<readonly string[]>;
  count(id: string, counter: number): Promise<void>;
}

interface StoredPasskey {
  readonly id: string;
  readonly user: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
}

export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);
