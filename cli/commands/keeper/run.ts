import { runKeeper } from "../../keeper/run-keeper.ts";
import type { World } from "../../world/world.ts";

/** `nearside keeper run` */
export async function run(world: World): Promise<void> {
  const { terminal } = world;
  const started = (socket: string): void => {
    terminal.object({ listening: socket });
    terminal.say(`The keeper runs. Its socket is ${socket}.`, "good");
  };
  await runKeeper(world, started, ({ issuer, ended, rules }) => {
    terminal.object({ ended: { issuer, logins: ended, rules } });
    const names = rules.map(({ id, title, says }) => says ?? title ?? id).join(" ");
    terminal.say(
      `Rules at ${issuer} ended ${ended} of your logins by what this machine says of its protection: ${names}`,
    );
    terminal.say("  → See what is amiss, and what to do: nearside doctor");
  });
  terminal.say("The keeper was asked to end.");
}
