import type { RootCommand } from "@bomb.sh/tab";
import type { KnownNames } from "./known-names.ts";

/** A shell may expand what it is given (bash's `compgen -W` does), and some of these are a server's words. */
const HARMLESS = /^[\w:/.@+-]+$/;

const OPTIONS: Readonly<Record<string, keyof KnownNames>> = {
  profile: "profiles",
  issuer: "issuers",
  user: "users",
  audience: "audiences",
  resource: "audiences",
};
const ARGUMENTS: Readonly<Record<string, keyof KnownNames>> = {
  enroll: "issuers",
  "profile set": "profiles",
  "profile use": "profiles",
  "profile remove": "profiles",
};

/** @param typed the word that is being completed, as far as it is there */
export function completeNames({ commands }: RootCommand, known: KnownNames, typed: string): void {
  // bash takes what stands after a colon for a word of its own, and would put a whole address behind it.
  const offered = (which: keyof KnownNames): readonly string[] =>
    typed.includes(":") ? [] : known[which].filter((name) => HARMLESS.test(name));
  for (const [path, command] of commands) {
    for (const option of command.options.values()) {
      const which = OPTIONS[option.value];
      if (which !== undefined && !option.isBoolean)
        option.handler = (complete) => {
          for (const name of offered(which)) complete(name, "");
        };
    }
    const which = ARGUMENTS[path];
    for (const argument of which === undefined ? [] : command.arguments.values())
      argument.handler = (complete) => {
        for (const name of which === undefined ? [] : offered(which)) complete(name, "");
      };
  }
}
