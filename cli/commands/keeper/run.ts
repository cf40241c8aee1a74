import { runKeeper } from "../../keeper/run-keeper.ts";
import { texts } from "../../texts/commands/keeper.ts";
import type { World } from "../../world/world.ts";

/** `nearside keeper run` */
export async function run(world: World): Promise<void> {
  const { terminal } = world;
  const started = (socket: string): void => {
    terminal.object({ listening: socket });
    terminal.say(texts.running({ socket }), "good");
  };
  await runKeeper(world, started, ({ issuer, ended, rules }) => {
    terminal.object({ ended: { issuer, logins: ended, rules } });
    const names = rules.map(({ id, title, says }) => says ?? title ?? id).join(" ");
    terminal.say(texts.endedByRules({ issuer, count: ended, names }));
    terminal.say(texts.seeDoctor);
  });
  terminal.say(texts.askedToEnd);
}
