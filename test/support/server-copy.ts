import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as v from "valibot";
import { buildWhatIsStale } from "../../setup/build.mjs";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "./at-end.ts";
import { type NearsideServer, startServer } from "./nearside-server.ts";
import { repository } from "./repository.ts";
import { THIS_VERSION } from "./this-version.ts";

const listSchema = v.looseObject({ parts: v.array(v.unknown()) });

/** A copy of the server as it ships, whose parts a test may change: the checkout's own are everybody's. */
export interface ServerCopy {
  readonly server: NearsideServer;
  /** Its folder of parts. */
  readonly get: string;
}

/** @param executable a single executable that it hands out too */
export async function startServerCopy(atEnd: AtEnd, executable?: string): Promise<ServerCopy> {
  await buildWhatIsStale();
  // It lies within the repository, from where the one package that its bundle leaves out is found.
  await mkdir(join(repository, "out"), { recursive: true });
  const folder = await mkdtemp(join(repository, "out/copy-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  for (const part of ["package.json", "bin", "dist"])
    await cp(join(repository, "server", part), join(folder, part), { recursive: true });
  const get = join(folder, "dist/get");
  if (executable !== undefined) await addExecutable(get, executable);
  const port = await freePort();
  const server = await startServer({
    issuer: `http://localhost:${port}`,
    ...{ host: "127.0.0.1", port, folder },
    program: [join(folder, "bin/nearside-server.js")],
  });
  atEnd(server.stop);
  return { server, get };
}

async function addExecutable(get: string, executable: string): Promise<void> {
  const file = basename(executable);
  await cp(executable, join(get, file));
  const path = join(get, "parts.json");
  const list = v.parse(listSchema, JSON.parse(await readFile(path, "utf8")));
  const sha256 = createHash("sha256")
    .update(await readFile(executable))
    .digest("hex");
  const { size } = await stat(executable);
  const part = { file, kind: "executable", system: "linux-x64", version: THIS_VERSION, sha256, size };
  await writeFile(
    path,
    JSON.stringify({ ...list, parts: [...list.parts.filter((one) => Object(one).file !== file), part] }),
  );
}
