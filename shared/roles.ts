import * as v from "valibot";

// The rights of each role in the console. The server checks this table on every route; the page reads it to offer only
// what is allowed.

/**
 * A person has one role. They are ordered from the least to the most, though a role does not always include the one
 * before.
 */
export const ROLES = ["user", "approver", "auditor", "rule_author", "administrator", "owner"] as const;
export type Role = (typeof ROLES)[number];
export const roleSchema = v.picklist(ROLES);

/**
 * Every permission that a route of the console can demand, with what it allows. The set is closed: a route without one
 * does not exist.
 */
export const PERMISSIONS = {
  account: "see and end what is one's own: machines, passkeys, logins, tokens",
  "people.read": "see people, their groups, machines and passkeys",
  "people.manage": "create, invite, suspend, reactivate and offboard people, and import them",
  "roles.manage": "give and take roles; touch owners, administrators and rule authors",
  "groups.manage": "make groups and say who is in them",
  "tickets.manage": "make and take back enrolment tickets",
  "enrolments.read": "see what waits to be enrolled",
  "enrolments.decide": "let a machine in, or refuse it, by the six words",
  "machines.read": "see every machine, its browsers and passkeys",
  "machines.manage": "quarantine, revoke and re-enrol machines, browsers and passkeys",
  "hosts.read": "see the keys of hosts that logins may come from over SSH",
  "hosts.manage": "say which host has which key",
  "authenticators.read": "see which authenticators are in use and what the policy asks of them",
  "authenticators.manage": "change the authenticator policy and where metadata comes from",
  "clients.read": "see the command lines and APIs that are registered",
  "clients.manage":
    "register, verify and strike off command lines and APIs, replace keys, make and take back client tickets",
  "log.read": "search the security log and export it",
  "evidence.export": "export the evidence of a login",
  "archive.run": "move old logins and entries of the security log to the archive at once",
  "recovery.start": "begin the recovery of a person who lost the only machine",
  "recovery.second": "agree, as the second one, to the recovery of a person",
  "break_glass.manage": "make break-glass codes and review their use",
  "roll_out.read": "see the policies that put the extension into browsers, and which versions machines run",
  "mail.read": "see whether notices are sent",
  "rules.read": "see the step-up rules",
  "rules.write": "draft, test and publish step-up rules",
} as const;
export type Permission = keyof typeof PERMISSIONS;

const READ = [
  "people.read",
  "enrolments.read",
  "machines.read",
  "hosts.read",
  "authenticators.read",
  "clients.read",
  "log.read",
  "mail.read",
  "rules.read",
] as const satisfies readonly Permission[];

const MAY: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  user: new Set(["account"]),
  approver: new Set(["account", "enrolments.read", "enrolments.decide"]),
  auditor: new Set(["account", ...READ, "evidence.export"]),
  rule_author: new Set(["account", "people.read", "machines.read", "log.read", "rules.read", "rules.write"]),
  administrator: new Set([
    "account",
    ...READ,
    "people.manage",
    "groups.manage",
    "tickets.manage",
    "enrolments.decide",
    "machines.manage",
    "hosts.manage",
    "authenticators.manage",
    "clients.manage",
    "evidence.export",
    "archive.run",
    "roll_out.read",
    "recovery.start",
    "recovery.second",
  ]),
  owner: new Set(Object.keys(PERMISSIONS) as Permission[]),
};

/** True if that role includes the permission. A permission that the table does not give is not given. */
export const may = (role: Role, permission: Permission): boolean => MAY[role].has(permission);

/**
 * True for roles that only owners may change, and whose machines only owners let in: such a person may change who
 * else gets in, even if only by rules that apply to all people.
 */
export const isPrivileged = (role: Role): boolean =>
  role === "rule_author" || role === "administrator" || role === "owner";

/** The name that a person reads. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  user: "User",
  approver: "Approver",
  auditor: "Auditor",
  rule_author: "Rule author",
  administrator: "Administrator",
  owner: "Owner",
};
