import { RootCommand } from "@bomb.sh/tab";
import { beforeEach, expect, it } from "vitest";
import { completeNames } from "./complete-names.ts";
import type { KnownNames } from "./known-names.ts";

const KNOWN: KnownNames = {
  profiles: ["work", "home"],
  issuers: ["https://login.example.com"],
  users: ["alice", "$(touch /tmp/x)", "a b", "`id`"],
  audiences: ["https://api.example.com/v1", "https://api.example.com/?*"],
};

let root: RootCommand;
beforeEach(() => {
  root = new RootCommand();
  const none = (): void => undefined;
  const login = root.command("login", "");
  for (const name of ["profile", "issuer", "user", "resource", "scope"]) login.option(name, "", none);
  root.command("profile", "").option("user", "a flag of that name has no value");
  root.command("profile use", "").argument("name");
});

/** What is offered for an option of `login`, or for the name of a profile that is to be used. */
function offered(name: string, typed = ""): string[] {
  completeNames(root, KNOWN, typed);
  const found: string[] = [];
  const tell = (value: string): number => found.push(value);
  const command = root.commands.get("login");
  const option = command?.options.get(name);
  if (command === undefined || option?.handler === undefined) throw new Error("nothing completes it");
  option.handler.call(option, tell, command.options);
  return found;
}

it("offers what is known here, wherever it is asked for", () => {
  expect(offered("profile")).toEqual(["work", "home"]);
  expect(offered("issuer")).toEqual(["https://login.example.com"]);
  expect(offered("scope")).toEqual([]);
  const [name] = root.commands.get("profile use")?.arguments.values() ?? [];
  expect(name?.handler).toBeDefined();
  expect(root.commands.get("profile")?.options.get("user")?.handler).toBeUndefined();
});

it("gives no shell anything that it could expand, whoever named it so", () => {
  expect(offered("user")).toEqual(["alice"]);
  expect(offered("resource")).toEqual(["https://api.example.com/v1"]);
});

it("offers no address behind a part of one that bash takes for a word", () => {
  expect(offered("issuer", "https://l")).toEqual([]);
});
