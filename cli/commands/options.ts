import { Option } from "commander";

/**
 * `--resource <url>`, one name for the address of an API wherever one is named: at the login, and for the tools that get its token
 * (RFC 8707). `--audience` means the same; it is taken, and not shown.
 */
export function resourceOption(description: string): Option {
  const option = new Option("--audience, --resource <url>", description);
  option.flags = "--resource <url>";
  return option;
}

/** For an option that may stand several times. */
export const addTo = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
