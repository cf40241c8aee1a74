import { basename, dirname } from "node:path";
import { askKeeper } from "../../doorway/call-keeper.ts";
import { containerSocketSchema } from "../../doorway/messages.ts";
import { startEarly } from "../../keeper/setup/install.ts";
import { shellWord } from "../../keeper/setup/shell-word.ts";
import { texts } from "../../texts/commands/keeper.ts";
import type { World } from "../../world/world.ts";
import { asked } from "./ask.ts";

/** A container finds the folder of that socket here. */
const MOUNTED = "/run/nearside";

/** `nearside keeper container-socket` */
export async function containerSocket(world: World, isWanted: boolean): Promise<void> {
  const { terminal } = world;
  const ask = { verb: "container_socket", wanted: isWanted } as const;
  const { container_socket: socket } = await asked(world, (doorway) => askKeeper(doorway, ask, containerSocketSchema));
  const isEarly = await startEarly(isWanted);
  terminal.object({ container_socket: socket });
  if (socket === null) return terminal.say(texts.container.gone, "good");
  const folder = dirname(socket);
  const inside = `${MOUNTED}/${basename(socket)}`;
  terminal.result(socket);
  terminal.say(texts.container.start);
  terminal.say(texts.container.run({ mount: shellWord(`${folder}:${MOUNTED}:ro`), inside }), "strong");
  terminal.say(texts.container.orJson);
  terminal.say(`  "mounts": [${JSON.stringify(`source=${folder},target=${MOUNTED},type=bind,readonly`)}],`);
  terminal.say(`  "containerEnv": { "NEARSIDE_KEEPER": ${JSON.stringify(inside)} }`);
  if (!isEarly) terminal.say(texts.container.noService);
  terminal.say(texts.container.account);
}
