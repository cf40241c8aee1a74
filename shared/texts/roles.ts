/** The meaning of each permission: "a person who may …". */
export const permissionTexts = {
  account: "see and end their own machines, passkeys, logins and tokens",
  "people.read": "see people, their groups, machines and passkeys",
  "people.manage": "create, invite, suspend, reactivate and offboard people, and import them",
  "roles.manage": "change roles, and change owners, administrators and rule authors",
  "groups.manage": "create groups and choose their members",
  "tickets.manage": "make and revoke enrolment tickets",
  "enrolments.read": "see waiting enrolments",
  "enrolments.decide": "admit or refuse a machine by its six words",
  "machines.read": "see every machine, its browsers and passkeys",
  "machines.manage": "quarantine, revoke and re-enrol machines, browsers and passkeys",
  "hosts.read": "see the host keys for logins over SSH",
  "hosts.manage": "add, rename and remove host keys",
  "authenticators.read": "see the authenticators in use and the authenticator policy",
  "authenticators.manage": "change the authenticator policy and the source of metadata",
  "clients.read": "see the command lines and APIs that are registered",
  "clients.manage":
    "register, verify and remove command lines and APIs, replace their keys, make and revoke registration tickets",
  "log.read": "search the security log and export it",
  "evidence.export": "export the evidence of a login",
  "archive.run": "move old logins and entries of the security log to the archive now",
  "recovery.start": "start the recovery of a person who lost their only machine",
  "recovery.second": "agree to a recovery as the second administrator",
  "break_glass.manage": "make break-glass codes and review their use",
  "roll_out.read": "see the policies that install the extension, and the versions that machines run",
  "mail.read": "see whether notices are sent",
  "rules.read": "see the step-up rules",
  "rules.write": "draft, test and publish step-up rules",
} as const;

export const roleTexts = {
  user: "User",
  approver: "Approver",
  auditor: "Auditor",
  rule_author: "Rule author",
  administrator: "Administrator",
  owner: "Owner",
} as const;
