import { FIRST_DAY_STEPS, type FirstDayStep, type Overview } from "@nearside/shared/api/console/overview.ts";
import { may, type Permission, type Role } from "@nearside/shared/roles.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { countActiveCodes } from "../recovery/break-glass/make-codes.ts";

interface Step {
  /** Only roles with it can do the step. */
  readonly permission: Permission;
  readonly isDone: (services: WithConfig & WithDb) => Promise<boolean>;
}

const STEPS: Readonly<Record<FirstDayStep, Step>> = {
  // nobody is signed in without a machine
  own_machine: { permission: "people.manage", isDone: async () => true },
  break_glass_codes: {
    permission: "break_glass.manage",
    isDone: async ({ db }) => (await countActiveCodes(db)).made_at !== null,
  },
  mail: { permission: "people.manage", isDone: async ({ config }) => config.mail !== undefined },
  invitation: {
    permission: "people.manage",
    isDone: async ({ db }) => hasRows(db.selectFrom("users").select("id"), 2),
  },
  second_owner: {
    permission: "roles.manage",
    isDone: async ({ db }) =>
      hasRows(db.selectFrom("users").select("id").where("role", "=", "owner").where("state", "=", "active"), 2),
  },
  client: { permission: "clients.manage", isDone: hasClient },
  rules: {
    permission: "rules.write",
    isDone: async ({ db }) => hasRows(db.selectFrom("rule_versions").select("number")),
  },
  archive: { permission: "archive.run", isDone: async ({ config }) => config.retention.archive !== undefined },
};

/** The steps of the first day that this role can do, and which are done. Empty for roles that set nothing up. */
export async function firstDay(services: WithConfig & WithDb, role: Role): Promise<Overview["first_day"]> {
  if (!may(role, "people.manage")) return [];
  const steps: Overview["first_day"] = [];
  for (const step of FIRST_DAY_STEPS) {
    const { permission, isDone } = STEPS[step];
    if (may(role, permission)) steps.push({ step, done: await isDone(services) });
  }
  return steps;
}

/** True if a program beside the built-in command line may ask for logins, or an API for tokens. */
async function hasClient({ config, db }: WithConfig & WithDb): Promise<boolean> {
  const isInFile = config.resourceServers.length > 0 || config.clients.some(({ source }) => source !== "built_in");
  return isInFile || hasRows(db.selectFrom("clients").select("id").where("state", "=", "active"));
}

interface Limited {
  limit(rows: number): { execute(): Promise<readonly unknown[]> };
}

const hasRows = async (query: Limited, rows = 1): Promise<boolean> =>
  (await query.limit(rows).execute()).length >= rows;
