import { RootCommand } from "@bomb.sh/tab";
import { beforeEach, expect, it } from "vitest";
import { completeNames } from "./complete-names.ts";
import type { KnownNames } from "./known-names.ts";

const KNOWN: KnownNames = {
  profiles: ["work", "home"],
  issuers: ["https://login.example.com", "http://localhost:4790", "https://login.example.com:8443"],
  users: ["alice", "bob@example.com", "$(touch /tmp/x)", "a b", "`id`", "*"],
};

let root: RootCommand;
beforeEach(() => {
  root = new RootCommand();
  const none = (): void => undefined;
  const login = root.command("login", "");
  for (const name of ["profile", "issuer", "user", "scope"]) login.option(name, "", none);
  root.command("profile", "").option("user", "a flag of that name has no value");
  root.command("profile use", "").argument("name");
  completeNames(root, KNOWN);
});

/** The names that are offered for an option of `login`. */
function offered(name: string): string[] {
  const found: string[] = [];
  const command = root.commands.get("login");
  const option = command?.options.get(name);
  if (command === undefined || option?.handler === undefined) throw new Error("nothing completes it");
  option.handler.call(option, (value) => found.push(value), command.options);
  return found;
}

it("offers what is known here, wherever it is asked for", () => {
  expect(offered("profile")).toEqual(["work", "home"]);
  expect(offered("scope")).toEqual([]);
  const [name] = root.commands.get("profile use")?.arguments.values() ?? [];
  expect(name?.handler).toBeDefined();
  expect(root.commands.get("profile")?.options.get("user")?.handler).toBeUndefined();
});

it("gives no shell anything that it could expand, no matter who named it so", () => {
  expect(offered("user")).toEqual(["alice", "bob@example.com"]);
});

it("offers a server by its name, which is taken for https, and none whose address would be cut at a colon", () => {
  expect(offered("issuer")).toEqual(["login.example.com"]);
});
