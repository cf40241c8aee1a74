import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Vault } from "../keys/vault.ts";
import { vaultThatTells } from "./vault-that-tells.ts";

const answeringAfter = (ms: number): Vault => ({
  look: async () => "ready",
  ready: () => wait(ms),
  seal: () => wait(ms, "sealed"),
  unseal: () => wait(ms).then(() => Promise.reject(new Error("locked"))),
});

describe("a keyring", () => {
  it("that makes the program wait is told of, whatever it answers then", async () => {
    const events: string[] = [];
    const vault = vaultThatTells(answeringAfter(1100), ({ type }) => events.push(type));
    await vault.ready();
    await expect(vault.unseal("name", "sealed")).rejects.toThrow("locked");
    expect(events).toEqual(["waiting_for_keyring", "waiting_for_keyring"]);
  });

  it("that answers soon is not", async () => {
    const events: string[] = [];
    const vault = vaultThatTells(answeringAfter(1), ({ type }) => events.push(type));
    expect(await vault.seal("name", {})).toBe("sealed");
    await wait(1100);
    expect(events).toEqual([]);
  });
});
