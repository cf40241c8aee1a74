import * as v from "valibot";
import { browser } from "../browser.ts";
import { createPolicyReader, type PolicyReader, type PolicyServices } from "./policy-reader.ts";

const KNOWN_NONE = "policy-known-none";
const FIRST_ASKED = "policy-first-asked";

interface OpenPolicy extends PolicyReader {
  /** Registers a listener for changes of the organisation's settings. */
  onChange(changed: () => void): void;
}

/**
 * Opens the policy of this browser. Every context of the extension opens its own, in its first turn, since later it
 * would miss events.
 */
export function openPolicy(clock: Pick<PolicyServices, "now" | "pause">): OpenPolicy {
  const { managed, local, session } = browser.storage;
  const reader = createPolicyReader({
    ...clock,
    stored: () => managed.get(),
    confirmedNone: {
      read: async () => (await local.get(KNOWN_NONE))[KNOWN_NONE] === true,
      keep: (none) => (none ? local.set({ [KNOWN_NONE]: true }) : local.remove(KNOWN_NONE)),
    },
    firstRead: {
      async read() {
        const read = v.safeParse(v.number(), (await session.get(FIRST_ASKED))[FIRST_ASKED]);
        return read.success ? read.output : undefined;
      },
      keep: (at) => session.set({ [FIRST_ASKED]: at }),
    },
  });
  const listeners: (() => void)[] = [];
  browser.storage.onChanged.addListener((_, area) => {
    if (area !== "managed") return;
    reader.forget();
    for (const changed of listeners) changed();
  });
  return { ...reader, onChange: (changed) => void listeners.push(changed) };
}
