import type { MailState } from "@nearside/shared/api/console/mail.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Db } from "../../platform/store/database.ts";

/** True if the server sends mail and the person has an address. */
export const isReachedByMail = ({ mail }: Pick<Config, "mail">, address: string | null): boolean =>
  mail !== undefined && address !== null;

/** Tells if the server sends mail, and how sending goes, by the notices that are stored (`NOTICES_KEPT_MS`). */
export async function mailState(db: Db, { mail }: Pick<Config, "mail">): Promise<MailState> {
  const count = async (state: "waiting" | "sent" | "given_up") => {
    const { all, oldest, newest } = await db
      .selectFrom("notices")
      .select(({ fn }) => [
        fn.countAll<number>().as("all"),
        fn.min("starts_at").as("oldest"),
        fn.max("settled_at").as("newest"),
      ])
      .where("state", "=", state)
      .executeTakeFirstOrThrow();
    return { all: Number(all), oldest, newest };
  };
  const [waiting, sent, givenUp] = [await count("waiting"), await count("sent"), await count("given_up")];
  const failed = await db
    .selectFrom("notices")
    .select(["failed_at", "failure"])
    .where("failed_at", "is not", null)
    .orderBy("failed_at", "desc")
    .limit(1)
    .executeTakeFirst();
  const unreachable = await db
    .selectFrom("users")
    .select(({ fn }) => fn.countAll<number>().as("all"))
    .where("state", "=", "active")
    .where("email", "is", null)
    .executeTakeFirstOrThrow();
  return {
    server: mail === undefined ? null : { host: mail.host, port: mail.port, tls: mail.tls, from: mail.from },
    waiting: { count: waiting.all, since: waiting.oldest },
    sent: { count: sent.all, last: sent.newest },
    given_up: { count: givenUp.all, last: givenUp.newest },
    last_failure:
      failed === undefined || failed.failed_at === null ? null : { at: failed.failed_at, said: failed.failure ?? "" },
    without_address: Number(unreachable.all),
  };
}
