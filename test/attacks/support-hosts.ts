// Host keys as an operator enrols them: through the server's own shell, so on either database.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { newSshHost } from "../kit/ssh-host.ts";
import type { Stage } from "../steps/stage.ts";

type Place = Pick<Stage, "dataFolder" | "server">;
type Host = Pick<ReturnType<typeof newSshHost>, "line" | "fingerprint">;

export async function enrolHost({ dataFolder, server }: Place, name: string, { line }: Host): Promise<void> {
  const file = join(dataFolder, "..", "host-key.pub");
  await writeFile(file, `${line}\n`);
  await server.shell("hosts", "add", name, "--key", file);
}

export async function takeOutHost({ server }: Pick<Place, "server">, { fingerprint }: Host): Promise<void> {
  await server.shell("hosts", "remove", fingerprint);
}
