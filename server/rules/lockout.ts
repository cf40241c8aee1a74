import { ACR_VALUES } from "@nearside/shared/oauth/proof-tier.ts";
import { type Given, WEEKDAYS } from "@nearside/shared/rules/given.ts";

// Whether somebody is locked out is not whether one login of theirs is refused: they may come at another time, from another network or
// with another passkey. So the login is bettered in all that its person could better.

export const isAdministrator = ({ person }: Given): boolean =>
  person.role === "owner" || person.role === "administrator";

/** Every hour of the week: Monday, 5 January 2026, and the days after it. */
export const MOMENTS: readonly Given["time"][] = WEEKDAYS.flatMap((weekday, day) =>
  Array.from({ length: 24 }, (_, hour) => ({ at: Date.UTC(2026, 0, 5 + day, hour, 0), weekday, hour, minute: 0 })),
);

/** The same person, machine, program and network; everything else as a careful rule would have it. */
export const easiestOf = (given: Given, time: Given["time"]): Given => ({
  ...given,
  machine: { ...given.machine, key_storage: "tpm", age_hours: Math.max(given.machine.age_hours, 24 * 365) },
  passkey: { ...given.passkey, synced: false, attested: true, security_key: true },
  proof: { peer: "same", acr: ACR_VALUES[2] },
  network: { ...given.network, browser: given.network.cli, same: true },
  session: { remote: false, container: false, terminal: true },
  time,
  history: { new_client: false, new_machine: false, recent_refusals: 0, last_approval_seconds: 60 },
  justification: given.justification ?? "why",
});
