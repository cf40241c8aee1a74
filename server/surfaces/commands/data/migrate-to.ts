import { moveToPostgres } from "../../../administration/move/move-to-postgres.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import type { Config } from "../../../platform/config/config.ts";
import { isAway } from "../../../platform/store/postgres-errors.ts";
import { troubleOf } from "../../../platform/store/postgres-trouble.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { targetOf } from "./target-of.ts";

/** `nearside-server migrate-to postgres://…` */
export async function migrateToCommand(
  config: Config,
  url: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  services: WithClock,
  terminal: Terminal,
): Promise<void> {
  if (config.database !== undefined)
    throw new CannotStart("The settings name a PostgreSQL already (DATABASE_URL). Nothing was moved.");
  const place = targetOf(url, env);
  const telling = {
    step: terminal.say,
    table: (name: string, rows: number) => terminal.say(`  ${name}: ${rows} rows`),
  };
  const { rows } = await moveToPostgres(config, place, services, telling).catch((error: unknown) => {
    throw error instanceof Error && !(error instanceof CannotStart) && isAway(error) && "code" in error
      ? troubleOf(error, place)
      : error;
  });
  terminal.say(
    [
      `All ${rows} rows are in postgres://${place.host}:${place.port}/${place.database}, each compared, and the numbers of events go on there.`,
      "The files in the data folder stay as they were, and no server starts on them any more.",
      "Now set DATABASE_URL for the server, start it, and log in. Nobody is logged out. Back it up anew: docs/how-to/operate-backup.md",
    ].join("\n"),
  );
}
