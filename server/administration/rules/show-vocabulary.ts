import { RULE_TEMPLATES } from "@nearside/rules/cards/templates.ts";
import { ANNOTATIONS } from "@nearside/rules/language/annotations.ts";
import { ATTRIBUTES } from "@nearside/rules/language/attributes.ts";
import { SCHEMA } from "@nearside/rules/schema.ts";
import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { unregisteredClients } from "../../register/clients/find-client.ts";

/** At most this many names of each sort are offered. An author types the others. */
const MOST_NAMES = 500;

/** Gathers everything that an editor completes and a form offers. */
export async function showVocabulary({ db, config }: WithConfig & WithDb): Promise<VocabularyAnswer> {
  const groups = await db.selectFrom("groups").select("name").orderBy("name_key").limit(MOST_NAMES).execute();
  const people = await db
    .selectFrom("users")
    .select("name")
    .where("state", "<>", "offboarded")
    .orderBy("name")
    .limit(MOST_NAMES)
    .execute();
  const registered = await db
    .selectFrom("clients")
    .select(["id", "name"])
    .where("state", "=", "active")
    .orderBy("name")
    .orderBy("id")
    .limit(MOST_NAMES)
    .execute();
  const written = await unregisteredClients({ config, db });
  return {
    schema: SCHEMA,
    attributes: ATTRIBUTES.map(({ path, type, optional, says, values }) => ({
      ...{ path, type, optional, says },
      values: [...values],
    })),
    annotations: Object.entries(ANNOTATIONS).map(([name, { example, says }]) => ({ name, example, says })),
    groups: groups.map(({ name }) => name),
    people: people.map(({ name }) => name),
    clients: [...written, ...registered].map(({ id, name }) => ({ id, name })).slice(0, MOST_NAMES),
    resources: [...new Set([config.issuer, ...written.flatMap(({ resources }) => resources)])]
      .sort()
      .slice(0, MOST_NAMES),
    templates: RULE_TEMPLATES.map((template) => ({ ...template })),
  };
}
