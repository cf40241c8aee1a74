import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Vault } from "../keys/vault.ts";
import { vaultThatTells } from "./vault-that-tells.ts";

/** @param answer is waited for before each answer */
const answeringAfter = (answer: () => Promise<void>): Vault => ({
  look: async () => "ready",
  ready: answer,
  seal: () => answer().then(() => "sealed"),
  unseal: () => answer().then(() => Promise.reject(new Error("locked"))),
});

describe("a keyring", () => {
  it("that makes the program wait is told of, whatever it answers then", async () => {
    const events: string[] = [];
    let told = (): void => undefined;
    // the person unlocks it once the program has said so: no two clocks run against each other here
    const unlocked = () =>
      new Promise<void>((resolve) => {
        told = resolve;
      });
    const vault = vaultThatTells(answeringAfter(unlocked), ({ type }) => {
      events.push(type);
      told();
    });
    await vault.ready();
    await expect(vault.unseal("name", "sealed")).rejects.toThrow("locked");
    expect(events).toEqual(["waiting_for_keyring", "waiting_for_keyring"]);
  });

  it("that answers soon is not", async () => {
    const events: string[] = [];
    const vault = vaultThatTells(
      answeringAfter(async () => undefined),
      ({ type }) => events.push(type),
    );
    expect(await vault.seal("name", {})).toBe("sealed");
    await wait(1100);
    expect(events).toEqual([]);
  });
});
