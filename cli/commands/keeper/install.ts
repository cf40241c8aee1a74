import { checkBrowser } from "../../doctor/check-browser.ts";
import { checkKeeper } from "../../doctor/check-keeper.ts";
import { type Finding, notice } from "../../doctor/finding.ts";
import { browsersHere } from "../../keeper/setup/browsers-here.ts";
import { installKeeper, uninstallKeeper } from "../../keeper/setup/install.ts";
import { lookAtSsh } from "../../keeper/ssh/setup/setup-ssh.ts";
import { Problem, sentenceOfCode } from "../../problems/problem.ts";
import { choose } from "../../settings/choose.ts";
import type { World } from "../../world/world.ts";
import { openPage } from "../steps/open-page.ts";
import { showFinding } from "../steps/show-finding.ts";

/** `nearside keeper install` */
export async function install(world: World): Promise<void> {
  const { terminal } = world;
  const { service, browsers, notHeard } = await installKeeper(world);
  terminal.object({ service, browsers });
  terminal.say("The keeper is set up for your account.", "good");
  if (!service)
    terminal.say("No systemd of your account answers here, so it is not started by itself: nearside keeper run");
  terminal.say(
    browsers.length === 0
      ? "No browser was found in PATH. Those that you install later find it by themselves."
      : `These browsers find it from their next start on: ${browsers.join(", ")}.`,
  );
  for (const { issuer, problem } of notHeard)
    terminal.say(
      `${issuer} did not say by which id browsers know its extension, so browsers can't reach the keeper by one that is new: ${sentenceOfCode(problem)} The keeper asks again by itself.`,
    );
  terminal.say("In the extension, allow it once: click its icon, Enrolments and permissions, Meet without a port.");
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
      show(notice("browser", `${name} (${command}) ${BOXED[sandbox]}`, UNBOXED));
  for (const command of tried) {
    const open = (url: string): void => {
      terminal.endStatus();
      terminal.object({ user_action_required: { url, why: TRY, browser: command } });
      terminal.say(`${TRY} (${command})`);
      terminal.say(url, "strong");
      openPage(world, url, command);
    };
    for (const finding of await checkBrowser(world, { machine, defaults: { browser: command } }, { open }, true))
      show(finding);
  }
  terminal.endStatus();
  if (bad.length > 0) throw new Problem("examination_failed", `(${bad.map(({ about }) => about).join(", ")})`);
  terminal.say("Each browser that was tried reaches a command line through the keeper.", "good");
}

const BOXED = {
  flatpak: "is a Flatpak, whose sandbox starts no program outside, so it can't start what leads to the keeper.",
  snap: "is a Snap, whose sandbox starts no program outside, so it can't start what leads to the keeper.",
} as const;
const UNBOXED =
  "It meets logins over loopback as before. To go through the keeper, take the browser's package from your distribution or its maker: apt install firefox-esr, for one.";

const TRY = "This page tries your browser. Nothing needs to be approved on it.";

/** `nearside keeper uninstall` */
export async function uninstall(world: World): Promise<void> {
  const { terminal } = world;
  await uninstallKeeper(world);
  const asksForIt = (await lookAtSsh(world)).is !== "missing";
  terminal.object({ uninstalled: true, ssh: asksForIt });
  terminal.say("The keeper is no longer set up here. Browsers meet logins over loopback, as before.", "good");
  if (asksForIt) terminal.say("Your ssh still looks for it. To take that back too: nearside ssh undo");
}
