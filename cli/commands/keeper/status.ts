import { askKeeper } from "../../doorway/call-keeper.ts";
import { statusSchema, stoppingSchema } from "../../doorway/messages.ts";
import { texts } from "../../texts/commands/keeper.ts";
import type { World } from "../../world/world.ts";
import { asked } from "./ask.ts";
import { statusInWords } from "./status-in-words.ts";

/** `nearside keeper status` */
export async function status(world: World): Promise<void> {
  const { terminal } = world;
  const now = await asked(world, (doorway) => askKeeper(doorway, { verb: "status" }, statusSchema));
  terminal.object({ ...now });
  for (const line of statusInWords(now, Math.floor(world.now() / 1000))) terminal.result(line);
}

/** `nearside keeper stop` */
export async function stop(world: World): Promise<void> {
  await asked(world, (doorway) => askKeeper(doorway, { verb: "stop" }, stoppingSchema));
  world.terminal.object({ stopped: true });
  world.terminal.say(texts.ends, "good");
}
