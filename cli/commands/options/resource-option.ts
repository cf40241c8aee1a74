import { Option } from "commander";

/**
 * `--resource <url>` names the address of an API at the login, and for the tools that get its token (RFC 8707).
 * `--audience` means the same; it is accepted, and not shown.
 */
export function resourceOption(description: string): Option {
  const option = new Option("--audience, --resource <url>", description);
  option.flags = "--resource <url>";
  return option;
}

/** Collects an option that may be given several times. */
export const addTo = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
