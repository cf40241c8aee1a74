import { setTimeout as wait } from "node:timers/promises";
import type { Vault } from "../keys/vault.ts";
import { texts } from "../texts/sdk.ts";
import type { NearsideEvent } from "./events.ts";

/** A keyring that takes longer is most likely asking the person to unlock it. Milliseconds. */
const PATIENCE = 1000;

/** Tells the program when the keyring makes it wait. */
export function vaultThatTells(vault: Vault, tell: (event: NearsideEvent) => void): Vault {
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    const done = new AbortController();
    const message = texts.keyring;
    wait(PATIENCE, undefined, { signal: done.signal, ref: false }).then(
      () => tell({ type: "waiting_for_keyring", message }),
      () => undefined, // it answered in time
    );
    try {
      return await work;
    } finally {
      done.abort();
    }
  };
  return {
    ...vault,
    ready: () => watched(vault.ready()),
    seal: (name, secret) => watched(vault.seal(name, secret)),
    unseal: (name, sealed) => watched(vault.unseal(name, sealed)),
  };
}
