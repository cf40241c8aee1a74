import type { RootCommand } from "@bomb.sh/tab";
import type { KnownNames } from "./known-names.ts";

/**
 * An offered name comes into the line as it is, to be run with it, and some names are a server's words. So only characters
 * are offered that every shell reads as letters, and no colon, at which some shells break a word.
 */
const HARMLESS = /^[\w/.@+-]+$/;

const OPTIONS: Readonly<Record<string, keyof KnownNames>> = { profile: "profiles", issuer: "issuers", user: "users" };
const ARGUMENTS: Readonly<Record<string, keyof KnownNames>> = {
  enroll: "issuers",
  "profile set": "profiles",
  "profile use": "profiles",
  "profile remove": "profiles",
};

export function completeNames({ commands }: RootCommand, names: KnownNames): void {
  const offer = (which: keyof KnownNames) => (complete: (value: string, description: string) => void) => {
    for (const name of names[which]) {
      const short = name.replace(/^https:\/\//, ""); // the name of a server does for its address
      if (HARMLESS.test(short)) complete(short, "");
    }
  };
  for (const [path, command] of commands) {
    for (const option of command.options.values()) {
      const which = OPTIONS[option.value];
      if (which !== undefined && !option.isBoolean) option.handler = offer(which);
    }
    const which = ARGUMENTS[path];
    if (which === undefined) continue;
    for (const argument of command.arguments.values()) argument.handler = offer(which);
  }
}
