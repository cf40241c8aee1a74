import { moveToPostgres } from "../../../administration/move/move-to-postgres.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import type { Config } from "../../../platform/config/config.ts";
import { isAway } from "../../../platform/store/postgres-errors.ts";
import { troubleOf } from "../../../platform/store/postgres-trouble.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { dataTexts } from "../../../texts/commands/data.ts";
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
  if (config.database !== undefined) throw new CannotStart(dataTexts.move.alreadyThere);
  const place = targetOf(url, env);
  const telling = {
    step: terminal.say,
    table: (name: string, rows: number) => terminal.say(dataTexts.move.table({ name, rows })),
  };
  const { rows } = await moveToPostgres(config, place, services, telling).catch((error: unknown) => {
    throw error instanceof Error && !(error instanceof CannotStart) && isAway(error) && "code" in error
      ? troubleOf(error, place)
      : error;
  });
  terminal.say(
    [
      dataTexts.move.done({ rows, where: `postgres://${place.host}:${place.port}/${place.database}` }),
      dataTexts.move.filesStay,
      dataTexts.move.next,
    ].join("\n"),
  );
}
