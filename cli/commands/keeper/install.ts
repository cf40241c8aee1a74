import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import { checkBrowser, TRIED_FOR } from "../../doctor/check-browser.ts";
import { checkKeeper } from "../../doctor/check-keeper.ts";
import { type Finding, notice } from "../../doctor/finding.ts";
import { browsersHere } from "../../keeper/setup/browsers-here.ts";
import { installKeeper, uninstallKeeper } from "../../keeper/setup/install.ts";
import { lookAtSsh } from "../../keeper/ssh/setup/setup-ssh.ts";
import { Problem, sentenceOfCode } from "../../problems/problem.ts";
import { choose } from "../../settings/choose.ts";
import { texts } from "../../texts/commands/keeper.ts";
import type { World } from "../../world/world.ts";
import { openPage } from "../steps/open-page.ts";
import { showFinding } from "../steps/show-finding.ts";

/** `nearside keeper install` */
export async function install(world: World): Promise<void> {
  const { terminal } = world;
  const { service, browsers, notHeard } = await installKeeper(world);
  terminal.object({ service, browsers });
  terminal.say(texts.installed.done, "good");
  if (!service) terminal.say(texts.installed.noSystemd);
  terminal.say(browsers.length === 0 ? texts.installed.noBrowser : texts.installed.browsers({ browsers }));
  for (const { issuer, problem } of notHeard)
    terminal.say(texts.installed.unknownIds({ issuer, why: sentenceOfCode(problem) }));
  terminal.say(texts.installed.allow);
}

/** Tries each browser by a login that opens no port, so that only the keeper can have carried the hello. */
export async function check(world: World, browser: string | undefined): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const bad: Finding[] = [];
  const show = (finding: Finding): void => {
    terminal.object({ ...finding });
    showFinding(terminal, finding);
    if (finding.state === "bad") bad.push(finding);
  };
  for (const finding of await checkKeeper(world)) show(finding);
  const { machine } = await choose(world, place, {});
  const here = await browsersHere(world.surroundings.env);
  const tried = browser === undefined ? here.map(({ command }) => command) : [browser];
  for (const { name, command, sandbox } of here)
    if (sandbox !== undefined && tried.includes(command))
      show(notice("browser", BOXED[sandbox]({ name, command }), UNBOXED));
  for (const command of tried) {
    const open = (url: string): void => {
      terminal.object({ user_action_required: { url, why: TRY, browser: command } });
      terminal.say(texts.installed.tryPageOf({ command }));
      terminal.say(url, "strong");
      openPage(world, url, command);
    };
    const waiting = (left: number): string => texts.installed.waiting({ command, left: countdownText(left) });
    const countdown = terminal.countdown(waiting, world.now() + TRIED_FOR, world.now);
    const findings = await checkBrowser(world, { machine, defaults: { browser: command } }, { open }, true).finally(
      countdown.stop,
    );
    for (const finding of findings) show(finding);
  }
  terminal.endStatus();
  if (bad.length > 0) throw new Problem("examination_failed", `(${bad.map(({ about }) => about).join(", ")})`);
  terminal.say(texts.installed.allReach, "good");
}

const BOXED = { flatpak: texts.installed.flatpakBrowser, snap: texts.installed.snapBrowser };
const UNBOXED = texts.installed.otherPackage;

const TRY = texts.installed.tryPage;

/** `nearside keeper uninstall` */
export async function uninstall(world: World): Promise<void> {
  const { terminal } = world;
  await uninstallKeeper(world);
  const asksForIt = (await lookAtSsh(world)).is !== "missing";
  terminal.object({ uninstalled: true, ssh: asksForIt });
  terminal.say(texts.installed.undone, "good");
  if (asksForIt) terminal.say(texts.installed.sshStillAsks);
}
