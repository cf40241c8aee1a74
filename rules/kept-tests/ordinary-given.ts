import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { RuleTest } from "@nearside/shared/rules/rule-tests.ts";

/** The login that a test changes and that lint begins with. Nothing about it is remarkable (docs/reference/rules.md). */
export const ORDINARY: Given = {
  action: "approve",
  person: { id: "us_ordinary", name: "alice", role: "user", groups: [] },
  client: { id: "nearside-cli", name: "Nearside CLI", verified: true, api: false },
  machine: { id: "ordinary-machine", hostname: "laptop", os: "linux", key_storage: "keyring", age_hours: 720 },
  passkey: {
    aaguid: "00000000-0000-0000-0000-000000000000",
    synced: false,
    attested: false,
    security_key: false,
  },
  proof: { peer: "same", acr: ACR_VALUES[1], channel: "loopback" },
  scopes: [],
  resources: [],
  detail_types: [],
  // an address in TEST-NET-1 (RFC 5737), which no rule would name
  network: { cli: "192.0.2.1", browser: "192.0.2.1", same: true },
  session: { remote: false, container: false, terminal: true, agent: false },
  // Wednesday
  time: { at: Date.UTC(2026, 0, 14, 10, 0), weekday: "wednesday", hour: 10, minute: 0 },
  history: { new_client: false, new_machine: false, recent_refusals: 0 },
  posture: {
    encrypted: true,
    disk_encryption: { fact: "on", age: 60, source: "lsblk" },
    screen_lock: { fact: "on", age: 60, source: "gsettings" },
    updates: { fact: "current", age: 3600, source: "apt" },
    firewall: { fact: "on", age: 60, source: "ufw" },
  },
};

/** A refresh and an exchange depend on an approval; an ordinary one is ten minutes old. Seconds. */
export const ORDINARY_APPROVAL_AGE = 600;

/** The ordinary login with these changes: records are merged member by member, lists are replaced, and where there is an agent one asks. */
export function ordinaryBut(differing: RuleTest["given"]): Given {
  const merged: Record<string, unknown> = { ...ORDINARY };
  if (differing.action !== undefined && differing.action !== "approve")
    merged["approval_age_seconds"] = ORDINARY_APPROVAL_AGE;
  // a test that names an agent means one
  if (differing.agent !== undefined) merged["session"] = { ...ORDINARY.session, agent: true };
  for (const [part, value] of Object.entries(differing)) {
    const ordinary = merged[part];
    merged[part] = isRecord(ordinary) && isRecord(value) ? { ...ordinary, ...value } : value;
  }
  return merged as unknown as Given;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
