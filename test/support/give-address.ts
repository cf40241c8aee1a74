// A person gets an e-mail address, as an administrator would give them one in the console.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Gives a person who is there the address `<name>@example.com`. */
export function giveAddress({ dataFolder }: { readonly dataFolder: string }, name: string): void {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { timeout: 5000 });
  database.prepare("UPDATE users SET email = ? WHERE name = ?").run(`${name}@example.com`, name);
  database.close();
}
