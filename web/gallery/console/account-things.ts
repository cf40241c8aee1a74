import type { AuthenticatorShown } from "@nearside/shared/api/console/authenticator-shown.ts";
import type { LoginPlace } from "@nearside/shared/api/console/login-place.ts";
import type { OwnLogin, OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import type { OwnMachine, OwnMachineDetail } from "@nearside/shared/api/console/own-machines.ts";
import { loginStateSchema } from "@nearside/shared/api/login-requests.ts";

// Machines and logins of a person whose things have long and strange names.

const DAY = 86_400_000;
export const LONG = "the-very-long-name-that-somebody-chose-for-it.department.of.long.names.acme.example".repeat(2);
export const ODD = "a\u202Egnihtemos\u2800";

export const SHOWN_PASSKEY: AuthenticatorShown = {
  aaguid: "08987058-cadc-4b81-b6e1-30de50dcbe96",
  name: "Windows Hello Hardware Authenticator",
  attested: true,
  verdict: "attested",
  icon: null,
  certification: null,
  compromise: null,
};
const UNKNOWN_PASSKEY: AuthenticatorShown = { ...SHOWN_PASSKEY, name: null, attested: false, verdict: "none" };

const machineOf = (now: number, nth: number, more: Partial<OwnMachine>): OwnMachine => ({
  id: `bs_${String(nth).padStart(22, "A")}`,
  device: String(nth).padStart(43, "d"),
  label: null,
  state: "active",
  hostname: "ada-laptop",
  os: "Debian GNU/Linux 13",
  key_storage: "tpm",
  enrolled_at: now - nth * 40 * DAY,
  last_seen_at: now - nth * DAY,
  is_here: false,
  is_last: false,
  browsers: 2,
  passkeys: 1,
  open_logins: 1,
  credentials: 3,
  ...more,
});

export const machinesOf = (now: number): readonly OwnMachine[] => [
  machineOf(now, 0, { is_here: true, label: "Work laptop" }),
  machineOf(now, 1, { state: "quarantined", hostname: ODD, key_storage: "file" }),
  machineOf(now, 2, { state: "pending", browsers: 0, passkeys: 0, credentials: 0 }),
  machineOf(now, 3, { state: "revoked", hostname: LONG, os: LONG, key_storage: "keyring" }),
];

export function machineDetail(now: number, more: Partial<OwnMachine>): OwnMachineDetail {
  const machine = machineOf(now, 0, more);
  const key = machine.state === "revoked" ? "revoked" : "active";
  const { is_here } = machine;
  return {
    machine,
    browsers: [
      {
        id: "e".repeat(43),
        browser: "Chromium 156 on Linux",
        state: key,
        created_at: now - DAY,
        is_here,
        is_last: true,
      },
      { id: "f".repeat(43), browser: ODD, state: "revoked", created_at: now - 9 * DAY, is_here: false, is_last: false },
    ],
    passkeys: [
      {
        id: "p".repeat(60),
        label: "Fingerprint",
        authenticator: SHOWN_PASSKEY,
        synced: false,
        state: key,
        created_at: now - DAY,
        is_here,
      },
      {
        id: "q".repeat(60),
        label: null,
        authenticator: UNKNOWN_PASSKEY,
        synced: true,
        state: "revoked",
        created_at: now - 9 * DAY,
        is_here: false,
      },
    ],
    enrolments: (["pending", "active", "refused"] as const).map((state, nth) => ({
      id: `en_${String(nth).padEnd(22, "A")}`,
      kind: nth === 0 ? "browser" : "machine",
      state,
      hostname: nth === 2 ? LONG : "ada-laptop",
      os: "Debian GNU/Linux 13",
      created_at: now - nth * DAY,
      machine: machine.id,
    })),
  };
}

const loginOf = (now: number, nth: number, more: Partial<OwnLogin> = {}): OwnLogin => ({
  id: `rq_${String(nth).padStart(22, "A")}`,
  client: { id: "deploy", name: "Deploy", verified: nth % 2 === 0 },
  state: loginStateSchema.options[nth % loginStateSchema.options.length] ?? "expired",
  alarm: null,
  machine: { id: `bs_${"A".repeat(22)}`, device: "d".repeat(43), hostname: "ada-laptop" },
  command: "deploy --to production --all",
  cwd: "~/shop/infrastructure",
  address: "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
  scope: "read deploy",
  resource: ["https://api.acme.example"],
  created_at: now - nth * 3_600_000,
  decided_at: now - nth * 3_500_000,
  ...more,
});

export const loginsOf = (now: number): readonly OwnLogin[] => [
  loginOf(now, 1, { alarm: "opened_elsewhere" }),
  loginOf(now, 2, { state: "denied", alarm: "denied_as_foreign", client: { id: "x", name: ODD, verified: false } }),
  loginOf(now, 3, { client: { id: "x", name: LONG, verified: false }, command: `curl ${LONG}`, cwd: `/srv/${LONG}` }),
  loginOf(now, 4, { command: "", cwd: "", address: "192.0.2.7" }),
  ...Array.from({ length: 10 }, (_, nth) => loginOf(now, nth + 5)),
];

const hostOf = (now: number, isKnown: boolean): LoginPlace => ({
  kind: "ssh",
  name: isKnown ? "build-7.acme.example" : LONG,
  known: isKnown ? "enrolled" : "claimed",
  fingerprint: `${"h".repeat(42)}A`,
  hops: isKnown
    ? []
    : [
        { name: ODD, fingerprint: `${"i".repeat(42)}A` },
        { name: null, fingerprint: `${"j".repeat(42)}A` },
      ],
  since: now - 5 * 3_600_000,
  ended: isKnown ? null : now - 3_000_000,
});

/** A login whose person said why they denied it. */
export function deniedLogin(now: number): OwnLoginDetail {
  const { login, ...detail } = loginDetail(now, true);
  const said = `use the staging API ${LONG}`;
  return {
    ...detail,
    login: { ...login, state: "denied" },
    granted: null,
    approved: null,
    justification: null,
    ticket: null,
    said,
  };
}

export function loginDetail(now: number, isGood: boolean): OwnLoginDetail {
  const login = loginOf(now, 0, isGood ? { state: "redeemed" } : { state: "refused", alarm: "opened_elsewhere" });
  const kinds = [
    "login_requested",
    "login_met",
    ...(isGood ? ["login_approved", "login_redeemed"] : ["login_refused"]),
  ];
  return {
    login,
    context: {
      hostname: "ada-laptop",
      os: "Debian GNU/Linux 13",
      account: "ada",
      command: isGood ? login.command : `deploy ${ODD} ${LONG}`,
      cwd: login.cwd,
      parent: isGood ? "bash" : null,
      tty: "/dev/pts/1",
      remote: isGood ? null : "192.0.2.99",
    },
    authorization_details: isGood ? [{ type: "payment", amount: "12.50", to: LONG }] : [],
    browser: isGood ? "Chromium 156 on Linux" : null,
    channel: isGood ? "native" : null,
    place: hostOf(now, isGood),
    approved: isGood ? { at: now - 3_000_000, passkey: "p".repeat(60), authenticator: SHOWN_PASSKEY } : null,
    reason: isGood ? null : "device_quarantined",
    said: null,
    justification: isGood ? "To mend the orders" : null,
    ticket: isGood ? "OPS-1234" : null,
    granted: isGood ? { id: `tf_${"A".repeat(22)}`, scope: "read deploy", state: "active", until: now + DAY } : null,
    opened_elsewhere: isGood
      ? []
      : [
          { at: now - 3_500_000, own: null },
          { at: now - 3_400_000, own: { hostname: LONG, browser: "Chromium 156 on Linux" } },
        ],
    events: kinds.map((kind, nth) => ({ seq: nth, at: now - 3_600_000 + nth * 1000, kind, times: nth === 1 ? 12 : 1 })),
  };
}
