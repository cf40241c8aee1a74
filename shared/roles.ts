import * as v from "valibot";
import { permissionTexts, roleTexts } from "./texts/roles.ts";

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
export const PERMISSIONS = permissionTexts;
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
 * True for roles that only owners may change, and whose machines only owners admit: such a person may change who
 * else gets in, even if only by rules that apply to all people.
 */
export const isPrivileged = (role: Role): boolean =>
  role === "rule_author" || role === "administrator" || role === "owner";

/** The name that a person reads. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = roleTexts;
