import { basename, dirname } from "node:path";
import { askKeeper } from "../../doorway/call-keeper.ts";
import { containerSocketSchema } from "../../doorway/messages.ts";
import { startEarly } from "../../keeper/setup/install.ts";
import { shellWord } from "../../keeper/setup/shell-word.ts";
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
  if (socket === null) return terminal.say("That socket is gone: containers can no longer log in here.", "good");
  const folder = dirname(socket);
  const inside = `${MOUNTED}/${basename(socket)}`;
  terminal.result(socket);
  terminal.say(
    "Containers that get its folder can ask for logins, which you approve in the browser here. Start one so:",
  );
  terminal.say(`  podman run -v ${shellWord(`${folder}:${MOUNTED}:ro`)} -e NEARSIDE_KEEPER=${inside} …`, "strong");
  terminal.say("or, in devcontainer.json:");
  terminal.say(`  "mounts": [${JSON.stringify(`source=${folder},target=${MOUNTED},type=bind,readonly`)}],`);
  terminal.say(`  "containerEnv": { "NEARSIDE_KEEPER": ${JSON.stringify(inside)} }`);
  if (!isEarly)
    terminal.say("No service starts the keeper for them: see that it runs (nearside keeper install, or run).");
  terminal.say(
    "The program inside must run under your own account's number: with rootless Podman as root, or --userns=keep-id.",
  );
}
