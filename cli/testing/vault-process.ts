import { createInterface } from "node:readline";
import { KeyringError } from "../keys/keyring-error.ts";
import { keyPlaceIn } from "./key-place.ts";

// A process that works a vault by commands, line by line, and prints the results. It is a process of its own because the
// keyring's library finds its session by the environment of its process.

const [root = ""] = process.argv.slice(2);
const { vault } = keyPlaceIn(root);
const sealed = new Map<string, string>();

for await (const line of createInterface(process.stdin)) {
  const [what = "", name = "", ...rest] = line.split(" ");
  console.log(JSON.stringify(await answerTo(what, name, rest.join(" "))));
}

async function answerTo(what: string, name: string, text: string): Promise<unknown> {
  try {
    if (what === "ready") await vault.ready();
    if (what === "seal") sealed.set(name, await vault.seal(name, text));
    if (what === "give") sealed.set(name, text);
    if (what === "show") return sealed.get(name);
    if (what === "unseal") return await vault.unseal(name, sealed.get(name) ?? "");
    return "done";
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    return { code: error.code };
  }
}
