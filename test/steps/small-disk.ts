// A disk that is full: a small file system in memory, which a test fills beside a real server's data.
import { execFileSync } from "node:child_process";
import { closeSync, cpSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AtEnd } from "../support/at-end.ts";
import { type ServerPlace, startServer } from "../support/nearside-server.ts";
import { until } from "../support/until.ts";
import { askForLogin } from "./logging-in.ts";
import type { Stage } from "./stage.ts";

const MEGABYTES = 40;
const DEADLINE_MS = 60_000;

/** The file in which the server keeps room. */
export const reserveOf = ({ dataFolder }: Pick<Stage, "dataFolder">): string => join(dataFolder, "nearside.reserve");

/** Starts the stage's server again with its data on a file system of that size, and waits until it keeps room in reserve. */
export async function onSmallDisk<S extends Stage>(
  stage: S,
  atEnd: AtEnd,
): Promise<{ readonly stage: S; readonly place: ServerPlace }> {
  await stage.server.stop();
  const { dataFolder } = stage;
  const before = `${dataFolder}-before`;
  renameSync(dataFolder, before);
  mkdirSync(dataFolder);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${MEGABYTES}m,mode=0700`, "nearside-test", dataFolder]);
  atEnd(async () => void execFileSync("umount", ["--lazy", dataFolder]));
  cpSync(before, dataFolder, { recursive: true, filter: (file) => !file.endsWith(".sock") });
  const port = Number(new URL(stage.issuer).port);
  const place = { issuer: stage.issuer, host: "127.0.0.1", port, folder: dirname(dataFolder) };
  const server = await startServer(place);
  atEnd(server.stop);
  const there = { ...stage, server };
  await until(
    async () => {
      await askForLogin(there);
      return existsSync(reserveOf(there)) ? true : undefined;
    },
    DEADLINE_MS,
    () => "no room was kept in reserve",
  );
  return { stage: there, place };
}

/** Fills the file system of the data folder to the last byte. @returns the file that fills it */
export function fillDisk({ dataFolder }: Pick<Stage, "dataFolder">): string {
  const file = join(dataFolder, "filler");
  const opened = openSync(file, "w");
  try {
    for (const bytes of [1 << 20, 4096, 1]) {
      const part = Buffer.alloc(bytes);
      try {
        for (;;) writeSync(opened, part);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
  } finally {
    closeSync(opened);
  }
  return file;
}

/** Asks for logins until one is refused. @returns the refusal's text */
export const refusedLogin = (stage: Stage): Promise<string> =>
  until(
    () =>
      askForLogin(stage).then(
        () => undefined,
        (error: unknown) => String(error),
      ),
    DEADLINE_MS,
    () => "logins continued",
  );
